import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';

/** What runs made and nobody has removed yet. */
interface Leftovers {
  readonly names: readonly string[];
  /** Removes what nothing else holds on to. The rest follows in the next round. */
  readonly remove: () => Promise<void>;
}

/** What carries the mark of `run`, or of any run. */
export type FindLeftovers = (run?: string) => Promise<Leftovers>;

const DEADLINE = 600_000;
const PAUSE = 5000;
/** A list may be older than what was made last: it counts as empty the second time. */
const EMPTY_LOOKS = 2;

/** What is still used, or gone already, is looked at again in the next round. */
export async function tryToRemove(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    const isOver = !(error instanceof CloudError) || ['permission-denied', 'interrupted'].includes(error.kind);
    if (isOver) throw error;
  }
}

/** Removes until a look finds nothing. Answers what was removed, and throws with what is left at the deadline. */
export async function removeLeftovers(find: FindLeftovers, clock: Clock, run?: string): Promise<string[]> {
  const end = clock.now() + DEADLINE;
  const seen = new Set<string>();
  for (let emptyLooks = 0; emptyLooks < EMPTY_LOOKS;) {
    const { names, remove } = await find(run);
    for (const name of names) seen.add(name);
    emptyLooks = names.length === 0 ? emptyLooks + 1 : 0;
    if (names.length > 0 && clock.now() >= end) {
      const remedy = '"podroutes acceptance --cleanup" tries again';
      throw new CloudError('not-ready', 'LeftBehind', `${names.join(', ')} could not be removed in time; ${remedy}`);
    }
    await remove();
    if (emptyLooks < EMPTY_LOOKS) await clock.sleep(PAUSE);
  }
  return [...seen];
}
