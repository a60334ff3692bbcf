import pLimit from 'p-limit';
import { type ApplyContext, carryOut } from './carry-out.ts';
import type { ChangeResult } from './change-result.ts';
import { Meeting } from './meeting.ts';
import type { RouteChange } from './model.ts';

/** Writes under way at once: enough to hide the latency, few enough for one cloud's request bucket. */
const CONCURRENCY = 8;

const RANK = { create: 0, replace: 1, delete: 2 };

/** What events asked for first, deletions last, and what is confirmed together side by side. */
function urgency(change: RouteChange): number {
  return (change.drift ? 3 : 0) + RANK[change.action];
}

/** The changes of which each is confirmed together with up to seven others. */
function meetings(changes: readonly RouteChange[]): Map<RouteChange, Meeting> {
  const confirmed = changes.filter(({ action }) => action !== 'create');
  const found = new Map<RouteChange, Meeting>();
  for (let at = 0; at < confirmed.length; at += CONCURRENCY) {
    const batch = confirmed.slice(at, at + CONCURRENCY);
    const meeting = new Meeting(batch.length);
    for (const change of batch) found.set(change, meeting);
  }
  return found;
}

/**
 * Carries out changes: what events asked for first, deletions last. A failed change does not stop the others.
 * Throws only what is no answer of the cloud, after every change was tried.
 *
 * Replacements and deletions go in batches of at most eight. Each waits for its turn; when all of a batch have theirs, their
 * routes are read, in one read where the cloud can, and then they are written at once. So a read never serves two batches,
 * and what lies between it and the writes is its own way back and theirs there. A write that has to be sent again is confirmed
 * again, by a read of its own.
 */
export async function apply(changes: readonly RouteChange[], context: ApplyContext): Promise<ChangeResult[]> {
  const limit = pLimit(CONCURRENCY);
  const ordered = changes.toSorted((a, b) => urgency(a) - urgency(b));
  const meetingOf = meetings(ordered);
  const one = async (change: RouteChange): Promise<ChangeResult> => {
    const meeting = meetingOf.get(change);
    try {
      if (context.shouldStop()) return { status: 'not-started', change };
      const result = await carryOut(context, change, async () => meeting?.arrive(change));
      context.onResult?.(result);
      return result;
    } finally {
      meeting?.leave(change);
    }
  };
  // In the order of asking, eight at a time: a batch never waits for a place that a later one has taken.
  const results = await Promise.allSettled(ordered.map((change) => limit(() => one(change))));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
