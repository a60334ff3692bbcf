import pLimit from 'p-limit';
import type { Runtime } from './runtime.ts';

/** What a cloud lets through: so many requests at once, then so many a second. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
  /**
   * Where the cloud counts by the minute: seconds in which nothing is sent after a throttled answer, doubled as long as
   * what is sent right after the pause is throttled too.
   */
  readonly pause?: number;
}

/** A request that may go out now, and what the bucket held to be true when it let it. */
export interface Turn {
  readonly at: number;
  /** Whether it had to wait: then the bucket was thought to be empty. */
  readonly waited: boolean;
}

/** What is left of the rate after an answer that proves it wrong. */
const CUT = 0.7;

/**
 * How fast a cut rate grows back: the logarithm of its growth is this times half the square of the seconds since the cut. It
 * gropes its way at first, and is back within a minute where whoever took the rest has gone.
 */
const GROWTH = 0.0007;

/** A rate never falls below this part of the full one, so that there is always a next answer to learn from. */
const LEAST = 0.05;

/**
 * Our side of a cloud's request bucket. The cloud's own is shared by everybody in the account and cannot be looked into, so
 * this one learns from throttled answers: the first of a volley says that the cloud's bucket is empty. Where ours was not, only
 * the level was wrong; where ours was empty too, somebody else takes a part of the refill, and the rate is cut. It comes
 * back slowly.
 */
export class Bucket {
  readonly #allowance: Allowance;
  readonly #runtime: Runtime;
  readonly #line = pLimit(1);
  #level: number;
  /** The rate right after the last correction. */
  #correctedRate: number;
  #filledAt: number;
  #correctedAt = -Infinity;
  #pause = 0;

  constructor(allowance: Allowance, runtime: Runtime) {
    this.#allowance = allowance;
    this.#runtime = runtime;
    this.#level = allowance.burst;
    this.#correctedRate = allowance.perSecond;
    this.#filledAt = runtime.now();
  }

  /** Waits, in the order of asking, until a request may be sent. Rejects when `signal` is aborted first. */
  turn(signal?: AbortSignal): Promise<Turn> {
    return this.#line(async () => {
      let waited = false;
      for (;;) {
        signal?.throwIfAborted();
        const wait = this.#waitFor(1);
        if (wait <= 0) break;
        waited = true;
        await this.#runtime.sleep(Math.ceil(wait * 1000), signal);
      }
      this.#level -= 1;
      return { at: this.#filledAt, waited };
    });
  }

  /** The request of `turn` was answered that there are too many. */
  throttled({ at, waited }: Turn): void {
    // Sent before the last correction: it tells nothing new.
    if (at < this.#correctedAt) return;
    this.#fill();
    const { perSecond, pause = 0 } = this.#allowance;
    this.#correctedRate = waited ? Math.max(this.#rate * CUT, perSecond * LEAST) : this.#rate;
    this.#pause = waited ? Math.max(this.#pause * 2, pause) : pause;
    // One token in reserve: answers take their time, and the next request must not come a moment too early.
    if (pause === 0) this.#level = -1;
    this.#correctedAt = this.#filledAt;
  }

  /** The rate as it was when the bucket was last filled. */
  get #rate(): number {
    const seconds = (this.#filledAt - this.#correctedAt) / 1000;
    return Math.min(this.#allowance.perSecond, this.#correctedRate * Math.exp((GROWTH * seconds ** 2) / 2));
  }

  /** Seconds until so many tokens are there, and the pause is over. */
  #waitFor(tokens: number): number {
    this.#fill();
    const paused = this.#correctedAt + this.#pause * 1000 - this.#filledAt;
    return Math.max((tokens - this.#level) / this.#rate, paused / 1000);
  }

  #fill(): void {
    const now = this.#runtime.now();
    const seconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#level = Math.min(this.#allowance.burst, this.#level + seconds * this.#rate);
    this.#filledAt = now;
  }
}
