import pLimit from 'p-limit';
import { joinAll } from '../cloud/join-all.ts';
import { groupBy } from '../model/group-by.ts';
import type { RouteChange } from '../model/route-change.ts';
import { type ApplyContext, applyChange } from './apply-change.ts';
import type { ChangeResult } from '../report/change-result.ts';
import { batchLatches, CONFIRMED_TOGETHER, MAX_CONCURRENT_WRITES } from './write-concurrency.ts';

/**
 * Applies changes: what events asked for first, deletions last. A failed change does not stop the others. Throws only what
 * is no CloudError, after every change was tried.
 *
 * Replacements and deletions go in batches of CONFIRMED_TOGETHER. When every change of a batch has its rate limit token,
 * their routes are read again, in one call where the cloud can, and then all are written at once: the time between that read
 * and a write is one round trip. A write that is retried is preceded by another read.
 */
export async function applyPlan(changes: readonly RouteChange[], context: ApplyContext): Promise<ChangeResult[]> {
  const results: ChangeResult[] = [];
  for (const group of groupsInOrder(changes)) results.push(...(await applyGroup(group, context)));
  return results;
}

/** Creations or confirmed changes, never both: a batch must not wait for a slot that something else has taken. */
async function applyGroup(changes: readonly RouteChange[], context: ApplyContext): Promise<ChangeResult[]> {
  const isCreations = changes.every(({ action }) => action === 'create');
  const limit = pLimit(isCreations ? MAX_CONCURRENT_WRITES : CONFIRMED_TOGETHER);
  const latchOf = batchLatches(changes);
  const applyOne = async (change: RouteChange): Promise<ChangeResult> => {
    const latch = latchOf.get(change);
    try {
      if (context.shouldStop()) return { status: 'not-started', change };
      const result = await applyChange(context, change, async () => latch?.arriveAndWait(change));
      context.onResult?.(result);
      return result;
    } finally {
      latch?.countDown(change);
    }
  };
  // p-limit is first in, first out: a batch never waits for a slot that a later one has taken.
  return joinAll(changes.map((change) => limit(() => applyOne(change))));
}

/** Creations that events asked for, replacements and deletions that they did, then the same for drift. */
function groupsInOrder(changes: readonly RouteChange[]): RouteChange[][] {
  const ordered = changes.toSorted((a, b) => writeOrder(a) - writeOrder(b));
  const groups = groupBy(ordered, (change) => `${change.drift} ${change.action === 'create'}`);
  return [...groups.values()];
}

const ACTION_ORDER = { create: 0, replace: 1, delete: 2 };

/** What events asked for first, deletions last; the changes of one batch are next to each other. */
function writeOrder(change: RouteChange): number {
  return (change.drift ? 3 : 0) + ACTION_ORDER[change.action];
}
