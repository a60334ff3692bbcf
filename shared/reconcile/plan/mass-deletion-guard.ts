import { counted } from '../model/text/counted.ts';
import type { RouteChange } from '../model/route-change.ts';

/** A plan that deletes more than this many routes, and more than half of all, needs force. */
const MAX_UNFORCED_DELETIONS = 10;

/** Of a run that looks more than once: its own creations make no room for more deletions. */
export interface EarlierDeletions {
  /** Routes of nodes at the run's first look. */
  readonly managedCount: number;
  /** Deletions since then that no event asked for. */
  readonly deletions: number;
}

/**
 * Why the plan must not be applied whole without force. Deletions that events asked for do not count: a whole group of
 * instances may rightly be deleted at once.
 */
export function massDeletionGuard(
  changes: readonly RouteChange[],
  { managedCount, deletions: earlier }: EarlierDeletions,
  force: boolean,
): string | undefined {
  const due = changes.filter((change) => change.action === 'delete' && change.drift).length;
  const deletions = earlier + due;
  if (force || due === 0 || deletions <= MAX_UNFORCED_DELETIONS || deletions * 2 <= managedCount) return undefined;
  const written = changes.every(({ drift }) => drift) ? 'nothing' : 'only what events asked for';
  return `would delete ${deletions} of ${counted(managedCount, 'route')}, so ${written} is written; force carries it out`;
}
