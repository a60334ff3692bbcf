import type { RouteChange } from '../model/route-change.ts';
import { Latch } from './latch.ts';

/** Writes under way at once: enough to hide the latency, few enough for one cloud's request bucket. */
export const MAX_CONCURRENT_WRITES = 8;

/** The changes of which each is confirmed together with up to seven others. */
export function batchLatches(changes: readonly RouteChange[]): Map<RouteChange, Latch> {
  const preconditioned = changes.filter(({ action }) => action !== 'create');
  const latches = new Map<RouteChange, Latch>();
  for (let start = 0; start < preconditioned.length; start += MAX_CONCURRENT_WRITES) {
    const batch = preconditioned.slice(start, start + MAX_CONCURRENT_WRITES);
    const latch = new Latch(batch.length);
    for (const change of batch) latches.set(change, latch);
  }
  return latches;
}
