import { setImmediate as nextTick } from 'node:timers/promises';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop without anything happening, after which everybody is taken to be asleep. */
const QUIET_TURNS = 4;

/**
 * A clock that jumps: whenever everybody sleeps, it is the time at which the first of them wakes. Servers and functions of
 * one process that share it go through hours in the time that their work takes, and always in the same order. Work that
 * is waited for in another way than by `sleep`, such as a request, must be wrapped in `during`: time stands still meanwhile.
 */
export class VirtualClock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #alarms: Sleeper[] = [];
  #busy = 0;
  #isDriving = false;

  constructor(start = Date.now()) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const sleeper = {
        at: this.#now + milliseconds,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      void this.#drive();
    });

  /** As `AbortSignal.timeout`. It lets no time pass by itself: where nobody sleeps, it does not come. */
  readonly timeout = (milliseconds: number): AbortSignal => {
    const controller = new AbortController();
    this.#alarms.push({ at: this.#now + milliseconds, wake: () => controller.abort() });
    return controller.signal;
  };

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
    while (this.#sleepers.length > 0) {
      await this.#quiet();
      this.#jump();
    }
    this.#isDriving = false;
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await nextTick();
      if (this.#busy > 0) turns = 0;
    }
  }

  /** Goes on to the moment at which the next sleeper wakes or alarm rings, and lets those of that moment go. */
  #jump(): void {
    if (this.#sleepers.length === 0) return;
    const next = Math.min(...[...this.#sleepers, ...this.#alarms].map(({ at }) => at));
    this.#now = Math.max(this.#now, next);
    const due = (each: Sleeper) => each.at <= this.#now;
    const woken = [...this.#alarms.filter(due), ...this.#sleepers.filter(due)];
    this.#alarms = this.#alarms.filter((each) => !due(each));
    this.#sleepers = this.#sleepers.filter((each) => !due(each));
    for (const { wake } of woken) wake();
  }
}
