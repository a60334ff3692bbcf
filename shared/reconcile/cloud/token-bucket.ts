import pLimit from 'p-limit';
import type { Clock } from './clock.ts';

export interface BucketLimits {
  readonly burst: number;
  readonly refillPerSecond: number;
  /**
   * Seconds without requests after a throttled one, for clouds that count by the minute; doubled as long as the first
   * requests afterwards are throttled too.
   */
  readonly cooldown?: number;
}

/** Allows one request. */
export interface Token {
  readonly at: number;
  /** Whether the bucket was empty. */
  readonly waited: boolean;
}

/** A throttled request multiplies the rate by this. */
const DECREASE_FACTOR = 0.7;

/**
 * How fast a decreased rate recovers: it grows by exp(this * seconds² / 2), slowly at first, and is back within a minute when
 * the other client of the bucket has stopped.
 */
const RECOVERY_RATE = 0.0007;

/** The rate never falls below this part of the full one. */
const MIN_RATE_FRACTION = 0.05;

/**
 * Estimates a cloud's token bucket, which all clients of the account share and nobody can read. A throttled request says that
 * the cloud's bucket is empty: if ours was not, only its level is corrected; if ours was empty too, another client uses a part
 * of the refill, and the rate is decreased and recovers slowly.
 */
export class TokenBucket {
  readonly #limits: BucketLimits;
  readonly #clock: Clock;
  readonly #queue = pLimit(1);
  #tokens: number;
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

  /** Waits, first in, first out, until a request may be sent. Rejects when `signal` is aborted first. */
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

  /** The request of this token was throttled. */
  onThrottled({ at, waited }: Token): void {
    // Sent before the last correction: nothing new.
    if (at < this.#throttledAt) return;
    this.#refill();
    const { refillPerSecond, cooldown = 0 } = this.#limits;
    this.#correctedRate = waited
      ? Math.max(this.#rate * DECREASE_FACTOR, refillPerSecond * MIN_RATE_FRACTION)
      : this.#rate;
    this.#cooldown = waited ? Math.max(this.#cooldown * 2, cooldown) : cooldown;
    // One token less than none: the response took time, and the next request must not be sent too early.
    if (cooldown === 0) this.#tokens = -1;
    this.#throttledAt = this.#refilledAt;
  }

  get #rate(): number {
    const seconds = (this.#refilledAt - this.#throttledAt) / 1000;
    return Math.min(this.#limits.refillPerSecond, this.#correctedRate * Math.exp((RECOVERY_RATE * seconds ** 2) / 2));
  }

  /** Seconds until there are so many tokens and the cooldown is over. */
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
