import { setImmediate as nextTick } from 'node:timers/promises';
import type { ManualClock } from '../../../infra/local/simulation.ts';
import { REQUEST_TIMEOUT, timeoutError, withTimeLimit } from '../../../shared/reconcile/cloud/time-limit.ts';
import { Violation } from '../oracle/violation.ts';

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

/** Milliseconds of real time after which what a function waits for never comes: all that it may wait for takes none. */
const STANDSTILL = 10_000;

interface PendingCall {
  readonly proc: SimulatedProcess;
  readonly call: ApiCall;
  /** Lets the call through. Resolves when it is answered, with what gives the answer to the function. */
  readonly send: () => Promise<() => void>;
  readonly reject: (error: Error) => void;
}

/**
 * Lets API calls through one at a time, in an order that somebody else chooses. With that the same history has the same
 * calls in the same order each time, however fast the machine is, and something can happen between any two of them.
 */
export class CallScheduler {
  readonly clock: ManualClock;
  #pending: PendingCall[] = [];
  readonly #standstill: number;
  #notify: () => void = () => {};

  constructor(clock: ManualClock, standstill = STANDSTILL) {
    this.clock = clock;
    this.#standstill = standstill;
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
      this.#pending.push({ proc, call, send: pass, reject });
      this.#notify();
    });
  }

  dequeue(pending: PendingCall): void {
    this.#pending = this.#pending.filter((each) => each !== pending);
  }

  /** Ends calls without an answer, as those that were under way when a process was frozen: their connections are gone. */
  loseCalls(proc: SimulatedProcess, isLost: (call: ApiCall) => boolean): void {
    this.#reject((each) => each.proc === proc && isLost(each.call), timeoutError(REQUEST_TIMEOUT));
  }

  /** Ends a life: none of its calls gets out any more. */
  kill(proc: SimulatedProcess): void {
    proc.isKilled = true;
    this.#reject((each) => each.proc === proc, new ProcessKilledError());
    this.clock.cancelSleeps(proc, new ProcessKilledError());
  }

  /**
   * Resolves when all of `lives` wait here, sleep or have ended: between two calls a function does nothing else that takes
   * time. All calls that it makes at once are here then. Throws when one of them waits for what never comes.
   */
  async untilIdle(processes: ReadonlySet<SimulatedProcess>): Promise<void> {
    for (;;) {
      for (let turns = 0; turns < IDLE_TURNS; turns += 1) await nextTick();
      const here = new Set(this.#pending.map(({ proc }) => proc));
      if ([...processes].every((proc) => here.has(proc) || this.clock.isAsleep(proc))) return;
      await withTimeLimit(this.#nextNotification(), this.#standstill, () => {
        const last = [...processes].map(({ calls }) => calls.at(-1) ?? 'no call');
        return new Violation('wait for nothing that never comes', `after ${last.join(', ')}`);
      });
    }
  }

  /** Call it when something ends that `quiet` may be waiting for. */
  notify(): void {
    this.#notify();
  }

  #reject(isRejected: (pending: PendingCall) => boolean, error: Error): void {
    const rejected = this.#pending.filter(isRejected);
    this.#pending = this.#pending.filter((each) => !rejected.includes(each));
    for (const { reject } of rejected) reject(error);
  }

  #nextNotification(): Promise<void> {
    return new Promise((resolve) => {
      this.#notify = resolve;
    });
  }
}
