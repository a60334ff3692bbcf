import type { RouteChange } from '../model/route-change.ts';
import type { ApplyContext } from './apply-context.ts';
import type { ChangeResult } from '../report/change-result.ts';
import pLimit from 'p-limit';
import { MAX_CONCURRENT_WRITES, batchLatches } from './write-concurrency.ts';
import { writeOrder } from './write-order.ts';
import { applyChange } from './apply-change.ts';

/**
 * Carries out changes: what events asked for first, deletions last. A failed change does not stop the others.
 * Throws only what is no answer of the cloud, after every change was tried.
 *
 * Replacements and deletions go in batches of at most eight. Each waits for its turn; when all of a batch have theirs, their
 * routes are read, in one read where the cloud can, and then they are written at once. So a read never serves two batches,
 * and what lies between it and the writes is its own way back and theirs there. A write that has to be sent again is confirmed
 * again, by a read of its own.
 */
export async function applyPlan(changes: readonly RouteChange[], context: ApplyContext): Promise<ChangeResult[]> {
  const limit = pLimit(MAX_CONCURRENT_WRITES);
  const ordered = changes.toSorted((a, b) => writeOrder(a) - writeOrder(b));
  const latchOf = batchLatches(ordered);
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
  // In the order of asking, eight at a time: a batch never waits for a place that a later one has taken.
  const results = await Promise.allSettled(ordered.map((change) => limit(() => applyOne(change))));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
