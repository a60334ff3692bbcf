import { setTimeout as delay } from 'node:timers/promises';

/** The time as everything here sees it, so that tests and simulations can have one of their own. */
export interface Runtime {
  /** Rejects when `signal` is aborted first. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export const SYSTEM: Runtime = {
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  now: () => Date.now(),
};
