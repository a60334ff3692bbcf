import pLimit from 'p-limit';
import type { Clock } from './clock.ts';

/** What a cloud lets through: so many requests at once, then so many a second. */
export interface BucketLimits {
  readonly burst: number;
  readonly refillPerSecond: number;
  /**
   * Where the cloud counts by the minute: seconds in which nothing is sent after a throttled answer, doubled as long as
   * what is sent right after the pause is throttled too.
   */
  readonly cooldown?: number;
}

/** A request that may go out now, and what the bucket held to be true when it let it. */
export interface Token {
  readonly at: number;
  /** Whether it had to wait: then the bucket was thought to be empty. */
  readonly waited: boolean;
}

/** What is left of the rate after an answer that proves it wrong. */
const DECREASE_FACTOR = 0.7;

/**
 * How fast a cut rate grows back: the logarithm of its growth is this times half the square of the seconds since the cut. It
 * gropes its way at first, and is back within a minute where whoever took the rest has gone.
 */
const RECOVERY_RATE = 0.0007;

/** A rate never falls below this part of the full one, so that there is always a next answer to learn from. */
const MIN_RATE_FRACTION = 0.05;

/**
 * Our side of a cloud's request bucket. The cloud's own is shared by everybody in the account and cannot be looked into, so
 * this one learns from throttled answers: the first of a volley says that the cloud's bucket is empty. Where ours was not, only
 * the level was wrong; where ours was empty too, somebody else takes a part of the refill, and the rate is cut. It comes
 * back slowly.
 */
export class TokenBucket {
  readonly #limits: BucketLimits;
  readonly #clock: Clock;
  readonly #queue = pLimit(1);
  #tokens: number;
  /** The rate right after the last correction. */
  #correctedRate: number;
  #refilledAt: number;
  #throttledAt = -Infinity;
  #cooldown = 0;

  constructor(limits: BucketLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#tokens = limits.burst;
    this.#correctedRate = limits.refillPerSecond;
    this.#refilledAt = clock.now();
  }

  /** Waits, in the order of asking, until a request may be sent. Rejects when `signal` is aborted first. */
  acquire(signal?: AbortSignal): Promise<Token> {
    return this.#queue(async () => {
      let waited = false;
      for (;;) {
        signal?.throwIfAborted();
        const seconds = this.#secondsUntil(1);
        if (seconds <= 0) break;
        waited = true;
        await this.#clock.sleep(Math.ceil(seconds * 1000), signal);
      }
      this.#tokens -= 1;
      return { at: this.#refilledAt, waited };
    });
  }

  /** The request of `turn` was answered that there are too many. */
  onThrottled({ at, waited }: Token): void {
    // Sent before the last correction: it tells nothing new.
    if (at < this.#throttledAt) return;
    this.#refill();
    const { refillPerSecond, cooldown = 0 } = this.#limits;
    this.#correctedRate = waited
      ? Math.max(this.#rate * DECREASE_FACTOR, refillPerSecond * MIN_RATE_FRACTION)
      : this.#rate;
    this.#cooldown = waited ? Math.max(this.#cooldown * 2, cooldown) : cooldown;
    // One token in reserve: answers take their time, and the next request must not come a moment too early.
    if (cooldown === 0) this.#tokens = -1;
    this.#throttledAt = this.#refilledAt;
  }

  /** The rate as it was when the bucket was last filled. */
  get #rate(): number {
    const seconds = (this.#refilledAt - this.#throttledAt) / 1000;
    return Math.min(this.#limits.refillPerSecond, this.#correctedRate * Math.exp((RECOVERY_RATE * seconds ** 2) / 2));
  }

  /** Seconds until so many tokens are there, and the pause is over. */
  #secondsUntil(tokens: number): number {
    this.#refill();
    const cooldownLeft = this.#throttledAt + this.#cooldown * 1000 - this.#refilledAt;
    return Math.max((tokens - this.#tokens) / this.#rate, cooldownLeft / 1000);
  }

  #refill(): void {
    const now = this.#clock.now();
    const seconds = Math.max(0, now - this.#refilledAt) / 1000;
    this.#tokens = Math.min(this.#limits.burst, this.#tokens + seconds * this.#rate);
    this.#refilledAt = now;
  }
}
