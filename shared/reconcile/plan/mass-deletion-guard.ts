import { counted } from '../model/counted.ts';
import type { RouteChange } from '../model/route-change.ts';

/** A plan that deletes more than this many routes, and more than half of all, needs force. */
const MAX_UNFORCED_DELETIONS = 10;

/**
 * Why the plan must not be applied whole without force. Deletions that events asked for do not count: a whole group of
 * instances may rightly be deleted at once.
 */
export function massDeletionGuard(
  changes: readonly RouteChange[],
  managedCount: number,
  force: boolean,
): string | undefined {
  const deletions = changes.filter((change) => change.action === 'delete' && change.drift).length;
  if (force || deletions <= MAX_UNFORCED_DELETIONS || deletions * 2 <= managedCount) return undefined;
  const written = changes.every(({ drift }) => drift) ? 'nothing' : 'only what events asked for';
  return `would delete ${deletions} of ${counted(managedCount, 'route')}, so ${written} was written; force carries it out`;
}
