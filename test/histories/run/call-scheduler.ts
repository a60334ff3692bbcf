import { setImmediate as nextTick } from 'node:timers/promises';
import type { ManualClock } from '../../../infra/local/simulation.ts';

/** Dies with its process: no cloud says this, so nothing may catch it and go on. */
class ProcessKilledError extends Error {
  override readonly name = 'Killed';
}

/** One API call, as the function is about to make it. */
export interface ApiCall {
  readonly action: string;
  readonly input: object;
}

/** One life of a function's process: from its cold start until it is killed. */
export class SimulatedProcess {
  isKilled = false;
  /** The calls that it made. */
  readonly calls: string[] = [];
}

/** Turns of the event loop without anything happening, after which a function is taken to wait for something. */
const IDLE_TURNS = 4;

interface PendingCall {
  readonly proc: SimulatedProcess;
  readonly call: ApiCall;
  /** Lets the call through. Resolves when it is answered, with what gives the answer to the function. */
  readonly send: () => Promise<() => void>;
  readonly reject: () => void;
}

/**
 * Lets API calls through one at a time, in an order that somebody else chooses. With that the same history has the same
 * calls in the same order each time, however fast the machine is, and something can happen between any two of them.
 */
export class CallScheduler {
  readonly clock: ManualClock;
  #pending: PendingCall[] = [];
  #notify: () => void = () => {};

  constructor(clock: ManualClock) {
    this.clock = clock;
    clock.onSleep = () => this.#notify();
  }

  get pending(): readonly PendingCall[] {
    return this.#pending;
  }

  /** Waits for the call's turn, and sends it. */
  submit<Result>(proc: SimulatedProcess, call: ApiCall, send: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const die = () => reject(new ProcessKilledError());
      if (proc.isKilled) return die();
      // Killed while the call is under way, the function never hears of its answer.
      const settle = (answer: () => void) => (proc.isKilled ? die() : answer());
      const pass = () =>
        send().then(
          (result) => () => settle(() => resolve(result)),
          (error: unknown) => () => settle(() => reject(error)),
        );
      this.#pending.push({ proc, call, send: pass, reject: die });
      this.#notify();
    });
  }

  dequeue(pending: PendingCall): void {
    this.#pending = this.#pending.filter((each) => each !== pending);
  }

  /** Drops calls of a process for which it does not wait any more. */
  withdraw(proc: SimulatedProcess, isWithdrawn: (call: ApiCall) => boolean): void {
    this.#pending = this.#pending.filter((each) => each.proc !== proc || !isWithdrawn(each.call));
  }

  /** Ends a life: none of its calls gets out any more. */
  kill(proc: SimulatedProcess): void {
    proc.isKilled = true;
    const its = this.#pending.filter((each) => each.proc === proc);
    this.#pending = this.#pending.filter((each) => each.proc !== proc);
    for (const { reject } of its) reject();
    this.clock.cancelSleeps(proc, new ProcessKilledError());
  }

  /**
   * Resolves when all of `lives` wait here, sleep or have ended: between two calls a function does nothing else that takes
   * time. All calls that it makes at once are here then.
   */
  async untilIdle(processes: ReadonlySet<SimulatedProcess>): Promise<void> {
    for (;;) {
      for (let turns = 0; turns < IDLE_TURNS; turns += 1) await nextTick();
      const here = new Set(this.#pending.map(({ proc }) => proc));
      if ([...processes].every((proc) => here.has(proc) || this.clock.isAsleep(proc))) return;
      await this.#nextNotification();
    }
  }

  /** Call it when something ends that `quiet` may be waiting for. */
  notify(): void {
    this.#notify();
  }

  #nextNotification(): Promise<void> {
    return new Promise((resolve) => {
      this.#notify = resolve;
    });
  }
}
