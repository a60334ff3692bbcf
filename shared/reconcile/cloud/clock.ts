import { setTimeout as delay } from 'node:timers/promises';

/** Replaced in tests and simulations. */
export interface Clock {
  /** Rejects when `signal` is aborted first. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Milliseconds between reads of what an eventually consistent API may not show yet after an event or a write. */
export const LAG_RETRY_DELAYS = [500, 1500];

export const SYSTEM_CLOCK: Clock = {
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  now: () => Date.now(),
};
