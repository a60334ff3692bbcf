import { setImmediate as nextTurn } from 'node:timers/promises';
import { vi } from 'vitest';
import type { ManualClock } from '../../../infra/local/simulation.ts';
import { isMachineBusy } from './machine-quiet.ts';

/** Milliseconds that pass in so many turns of the event loop, in which whatever is answered at all is answered. */
const STEP = 25;
const TURNS = 4;

/** Real milliseconds after which what the machine does counts as waited for. */
const BUSY_LIMIT = 2000;

/** Lets whatever is answered at all be answered. */
async function untilQuiet(): Promise<void> {
  const until = performance.now() + BUSY_LIMIT;
  do {
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
  } while (isMachineBusy() && performance.now() < until);
}

/** What `work` came to, and the milliseconds that it took. */
interface Ended<Result> {
  readonly result: Result;
  readonly took: number;
}

/**
 * Does `work` in a time that passes only by turns of the event loop, for `clock` and for every `setTimeout`: however long a
 * service is silent, nobody waits. Throws when `work` takes longer than `limit`.
 */
export async function whileTimePasses<Result>(
  work: () => Promise<Result>,
  limit: number,
  clock?: ManualClock,
): Promise<Ended<Result>> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const state = { hasEnded: false };
    let took = 0;
    const ended = work().finally(() => (state.hasEnded = true));
    // Whoever waits below is told.
    ended.catch(() => {});
    for (; !state.hasEnded && took < limit; took += STEP) {
      await untilQuiet();
      vi.advanceTimersByTime(STEP);
      clock?.advance(STEP);
    }
    if (!state.hasEnded) throw new Error(`not ended after ${limit} ms`);
    return { result: await ended, took };
  } finally {
    vi.useRealTimers();
  }
}
