import { setTimeout as delay } from 'node:timers/promises';

/** The time as everything here sees it, so that tests and simulations can have one of their own. */
export interface Clock {
  /** Rejects when `signal` is aborted first. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Milliseconds after which it is looked again at what a cloud may not show yet, so soon after an event or a write. */
export const LAG_RETRY_DELAYS = [500, 1500];

export const SYSTEM_CLOCK: Clock = {
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  now: () => Date.now(),
};
