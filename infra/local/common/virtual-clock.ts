import { setImmediate as nextTick } from 'node:timers/promises';
import { ManualClock } from './manual-clock.ts';

/** Idle turns of the event loop after which no more work is expected before the next timer. */
const QUIET_TURNS = 4;

/**
 * A clock that jumps: whenever everybody sleeps, it is the time at which the first of them wakes. Servers and functions of
 * one process that share it go through hours in the time that their work takes, and always in the same order. Work that
 * is waited for in another way than by `sleep`, such as a request, must be wrapped in `during`: the clock stops meanwhile.
 */
export class VirtualClock extends ManualClock {
  #busy = 0;
  #isDriving = false;
  override onSleep = (): void => void this.#drive();

  /** Does something that takes no time on this clock. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
    }
  }

  async #drive(): Promise<void> {
    if (this.#isDriving) return;
    this.#isDriving = true;
    while (this.isAsleep()) {
      await this.#quiet();
      this.advanceToNext();
    }
    this.#isDriving = false;
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await nextTick();
      if (this.#busy > 0) turns = 0;
    }
  }
}
