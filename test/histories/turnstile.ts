import { setImmediate as nextTick } from 'node:timers/promises';
import type { ManualClock } from '../../infra/local/simulation.ts';

/** Dies with its process: no cloud says this, so nothing may catch it and go on. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** One API call, as the function is about to make it. */
export interface ApiCall {
  readonly action: string;
  readonly input: object;
}

/** One life of a function's process: from its cold start until it is killed. */
export class Life {
  isOver = false;
  /** The calls that it made. */
  readonly calls: string[] = [];
}

/** Turns of the event loop without anything happening, after which a function is taken to wait for something. */
const QUIET_TURNS = 4;

interface Waiting {
  readonly life: Life;
  readonly call: ApiCall;
  /** Lets the call through. Resolves when its answer is with the function. */
  readonly pass: () => Promise<void>;
  readonly die: () => void;
}

/**
 * Lets API calls through one at a time, in an order that somebody else chooses. With that the same history has the same
 * calls in the same order each time, however fast the machine is, and something can happen between any two of them.
 */
export class Turnstile {
  readonly clock: ManualClock;
  #waiting: Waiting[] = [];
  #arrive: () => void = () => {};

  constructor(clock: ManualClock) {
    this.clock = clock;
    clock.onSleep = () => this.#arrive();
  }

  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  /** Waits for the call's turn, and sends it. */
  enter<Result>(life: Life, call: ApiCall, send: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const die = () => reject(new Killed());
      if (life.isOver) return die();
      // Killed while the call is under way, the function never hears of its answer.
      const settle = (answer: () => void) => (life.isOver ? die() : answer());
      const pass = () =>
        send().then(
          (result) => settle(() => resolve(result)),
          (error: unknown) => settle(() => reject(error)),
        );
      this.#waiting.push({ life, call, pass, die });
      this.#arrive();
    });
  }

  take(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
  }

  /** Ends a life: none of its calls gets out any more. */
  kill(life: Life): void {
    life.isOver = true;
    const its = this.#waiting.filter((each) => each.life === life);
    this.#waiting = this.#waiting.filter((each) => each.life !== life);
    for (const { die } of its) die();
    this.clock.startle(life, new Killed());
  }

  /**
   * Resolves when all of `lives` wait here, sleep or have ended: between two calls a function does nothing else that takes
   * time. All calls that it makes at once are here then.
   */
  async quiet(lives: ReadonlySet<Life>): Promise<void> {
    for (;;) {
      for (let turns = 0; turns < QUIET_TURNS; turns += 1) await nextTick();
      const here = new Set(this.#waiting.map(({ life }) => life));
      if ([...lives].every((life) => here.has(life) || this.clock.isAsleep(life))) return;
      await this.#arrival();
    }
  }

  /** Call it when something ends that `quiet` may be waiting for. */
  nudge(): void {
    this.#arrive();
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrive = resolve;
    });
  }
}
