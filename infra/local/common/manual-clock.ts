import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly owner: object;
  readonly wake: () => void;
  readonly cancel: (reason: unknown) => void;
}

interface Timeout {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock whose time passes when somebody says so. Each sleeper has an owner. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #timeouts: Timeout[] = [];
  /** Called for every sleep that begins. */
  onSleep: () => void = () => {};

  constructor(start = Date.now()) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    this.#sleep(this, milliseconds, signal);

  /** As `AbortSignal.timeout`. It never advances the clock: without a sleeper it does not fire. */
  readonly timeout = (milliseconds: number): AbortSignal => {
    const controller = new AbortController();
    this.#timeouts.push({ at: this.#now + milliseconds, fire: () => controller.abort() });
    return controller.signal;
  };

  /** The clock as `owner` has it. */
  clockFor(owner: object): Clock {
    return { sleep: (milliseconds, signal) => this.#sleep(owner, milliseconds, signal), now: this.now };
  }

  /** Whether anybody sleeps, or `owner` does. */
  isAsleep(owner?: object): boolean {
    return this.#sleepers.some((each) => owner === undefined || each.owner === owner);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const isDue = ({ at }: { readonly at: number }) => at <= this.#now;
    const fired = this.#timeouts.filter(isDue);
    this.#timeouts = this.#timeouts.filter((each) => !isDue(each));
    for (const { fire } of fired) fire();
    for (const { wake } of this.#sleepers.filter(isDue)) wake();
  }

  /** Advances to the first sleeper or timeout that is due; does nothing without a sleeper. */
  advanceToNext(): void {
    if (this.#sleepers.length === 0) return;
    const next = Math.min(...[...this.#sleepers, ...this.#timeouts].map(({ at }) => at));
    this.advance(Math.max(0, next - this.#now));
  }

  /** Rejects every sleep of `owner`. */
  cancelSleeps(owner: object, reason: unknown): void {
    for (const sleeper of this.#sleepers.filter((each) => each.owner === owner)) sleeper.cancel(reason);
  }

  #sleep(owner: object, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const remove = () => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = () => sleeper.cancel(signal?.reason);
      const sleeper: Sleeper = {
        at: this.#now + milliseconds,
        owner,
        wake: () => {
          remove();
          resolve();
        },
        cancel: (reason) => {
          remove();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      this.onSleep();
    });
  }
}
