import type { Runtime } from '../../shared/reconcile/runtime.ts';

interface Sleeper {
  readonly at: number;
  readonly owner: object;
  readonly wake: () => void;
  readonly startle: (reason: unknown) => void;
}

/** The time of a history: it passes when somebody says so, and jumps when everybody sleeps. */
export class Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #alarms: { readonly at: number; readonly ring: () => void }[] = [];
  /** Called when somebody falls asleep. */
  onSleep: () => void = () => {};

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** The clock as `owner` has it. */
  runtimeFor(owner: object): Runtime {
    return { sleep: (milliseconds, signal) => this.sleep(owner, milliseconds, signal), now: () => this.#now };
  }

  sleep(owner: object, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const leave = () => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = () => sleeper.startle(signal?.reason);
      const sleeper: Sleeper = {
        at: this.#now + milliseconds,
        owner,
        wake: () => {
          leave();
          resolve();
        },
        startle: (reason) => {
          leave();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      this.onSleep();
    });
  }

  /** A signal that is aborted after so many milliseconds. */
  timeout(milliseconds: number): AbortSignal {
    const controller = new AbortController();
    this.#alarms.push({ at: this.#now + milliseconds, ring: () => controller.abort() });
    return controller.signal;
  }

  isAsleep(owner: object): boolean {
    return this.#sleepers.some((each) => each.owner === owner);
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    const rung = this.#alarms.filter(({ at }) => at <= this.#now);
    this.#alarms = this.#alarms.filter((each) => !rung.includes(each));
    for (const { ring } of rung) ring();
    for (const { wake } of this.#sleepers.filter(({ at }) => at <= this.#now)) wake();
  }

  /** On to the moment at which the first sleeper wakes. */
  jump(): void {
    const next = Math.min(...this.#sleepers.map(({ at }) => at));
    if (Number.isFinite(next)) this.pass(Math.max(0, next - this.#now));
  }

  /** Nobody of `owner` sleeps any more. */
  startle(owner: object, reason: unknown): void {
    for (const sleeper of this.#sleepers.filter((each) => each.owner === owner)) sleeper.startle(reason);
  }
}
