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
  /** `burst`: there was one. `paced`: it was waited for. `probe`: there was none, and the cloud is asked whether it has one. */
  readonly kind: 'burst' | 'paced' | 'probe';
}

/** A throttled request multiplies the rate by this. */
const DECREASE_FACTOR = 0.8;

/**
 * Seconds in which a decreased rate is back, slowly at first. It grows by as much for whoever has little as for whoever has
 * much: so two copies of a function come to equal shares.
 */
const RECOVERY_SECONDS = 20;

/**
 * Who got between these parts of a burst before it was empty was not alone: the rest went to somebody who is at it now, and
 * takes as much of the refill. With less, the bucket was empty before we came.
 */
const SHARED_PART = { least: 0.2, most: 0.8 };

/**
 * The part of the rate that is left then. At the full rate two copies would be throttled in turns until one, by chance, is far
 * below half; at just half they would be whenever a request comes a little early.
 */
const RATE_OF_TWO = 0.47;

/** The rate never falls below this part of the full one. */
const MIN_RATE_FRACTION = 0.05;

/** The level after a throttled request, which took time to be answered: the next one must not be sent too early. */
const LEVEL_AFTER_THROTTLED = -0.35;

/**
 * What is under way is refused where the cloud's bucket holds less than it should. So requests that wait for no refill go out
 * freely only until this part of the burst is left,
 */
const CAREFUL_PART = 0.6;

/** and then with at most this part of it under way at once. */
const PART_UNDER_WAY = 0.16;

/** Never fewer: writes that wait for each other before they are sent must be no more than that. */
export const MIN_UNDER_WAY = 8;

/** The first requests beyond a bucket that should be empty: what they cost when it is. Each that is answered allows two more. */
const FIRST_PROBES = 4;

/** Why nobody waits any longer. Without a reason each abort would make a `DOMException`, stack and all. */
const ANSWERED = 'answered';

const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Estimates a cloud's token bucket, which all clients of the account share and nobody can read. It begins as full as the
 * documentation says, and goes on beyond that, twice as many at a time with each answer, until a request is throttled: that
 * says that the cloud's bucket is empty. From then on, until it is full again, requests are sent as the bucket refills. If ours
 * was not empty, its level is corrected, and half of the rate left to the other client where one took the rest of the burst
 * meanwhile; if one was throttled that had waited for the refill, another client uses a part of it, and the rate is decreased
 * and recovers.
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
  /** How many probes may be under way; none from a throttled request until the bucket is full. */
  #maxProbes = FIRST_PROBES;
  /** Admitted since the bucket was full, until a request was throttled. */
  #admittedOfBurst = 0;
  readonly #underWay = { burst: 0, probe: 0, paced: 0 };
  #answered = new AbortController();

  constructor(limits: BucketLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#tokens = limits.burst;
    this.#correctedRate = limits.refillPerSecond;
    this.#refilledAt = clock.now();
  }

  /**
   * Waits, first in, first out, until a request may be sent. Rejects when `signal` is aborted first. Each token has to be
   * handed back, by `onAdmitted` or `onThrottled`.
   */
  acquire(signal?: AbortSignal): Promise<Token> {
    return this.#queue(async () => {
      let hasWaited = false;
      for (;;) {
        signal?.throwIfAborted();
        const kind = this.#available(hasWaited);
        if (kind !== undefined) return this.#take(kind);
        hasWaited ||= this.#maxProbes === 0;
        await this.#untilAnswerOrToken(signal);
      }
    });
  }

  /** The request of this token was answered, and not throttled; or it was never sent. */
  onAdmitted({ kind }: Token): void {
    if (kind === 'probe' && this.#maxProbes > 0) this.#maxProbes += 1;
    if (this.#maxProbes > 0) this.#admittedOfBurst += 1;
    this.#release(kind);
  }

  /** The request of this token was throttled. */
  onThrottled({ at, kind }: Token): void {
    this.#release(kind);
    // Sent before the last correction: nothing new.
    if (at < this.#throttledAt) return;
    this.#refill();
    const { refillPerSecond, cooldown = 0 } = this.#limits;
    const isPaced = kind === 'paced';
    const factor = isPaced ? DECREASE_FACTOR : this.#isBurstShared(kind) ? RATE_OF_TWO : 1;
    this.#correctedRate = Math.max(this.#rate * factor, refillPerSecond * MIN_RATE_FRACTION);
    this.#cooldown = isPaced ? Math.max(this.#cooldown * 2, cooldown) : cooldown;
    // After a cooldown one request goes first.
    this.#tokens = cooldown === 0 ? LEVEL_AFTER_THROTTLED : 1;
    this.#throttledAt = this.#refilledAt;
    this.#maxProbes = 0;
    this.#admittedOfBurst = 0;
  }

  /** A cloud that counts by the minute has no refill to share. */
  #isBurstShared(kind: Token['kind']): boolean {
    const { burst, cooldown } = this.#limits;
    const part = this.#admittedOfBurst / burst;
    return kind === 'burst' && cooldown === undefined && part > SHARED_PART.least && part < SHARED_PART.most;
  }

  #available(hasWaited: boolean): Token['kind'] | undefined {
    if (this.#secondsUntil(1) > 0) return this.#underWay.probe < this.#maxProbes ? 'probe' : undefined;
    if (hasWaited) return 'paced';
    const { burst } = this.#limits;
    const held = this.#tokens + this.#underWay.burst;
    const maxUnderWay = Math.max(MIN_UNDER_WAY, burst * PART_UNDER_WAY, held - burst * CAREFUL_PART);
    return this.#underWay.burst < maxUnderWay ? 'burst' : undefined;
  }

  #take(kind: Token['kind']): Token {
    if (kind !== 'probe') this.#tokens -= 1;
    this.#underWay[kind] += 1;
    return { at: this.#refilledAt, kind };
  }

  #release(kind: Token['kind']): void {
    this.#underWay[kind] -= 1;
    this.#answered.abort(ANSWERED);
    this.#answered = new AbortController();
  }

  /** Until there may be more to hand out: when a request was answered, or the bucket has refilled. */
  async #untilAnswerOrToken(signal: AbortSignal | undefined): Promise<void> {
    const answered = this.#answered.signal;
    const either = signal === undefined ? answered : AbortSignal.any([answered, signal]);
    const seconds = this.#secondsUntil(1);
    const waiting = seconds > 0 ? this.#clock.sleep(Math.ceil(seconds * 1000), either) : rejectionOf(either);
    await waiting.catch((error: unknown) => {
      if (!answered.aborted) throw error;
    });
  }

  get #rate(): number {
    const seconds = (this.#refilledAt - this.#throttledAt) / 1000;
    const full = this.#limits.refillPerSecond;
    return Math.min(full, this.#correctedRate + full * (seconds / RECOVERY_SECONDS) ** 2);
  }

  /** Seconds until there are so many tokens and the cooldown is over. */
  #secondsUntil(tokens: number): number {
    this.#refill();
    const cooldownLeft = this.#throttledAt + this.#cooldown * 1000 - this.#refilledAt;
    return Math.max((tokens - this.#tokens) / this.#rate, cooldownLeft / 1000);
  }

  #refill(): void {
    const now = this.#clock.now();
    const from = Math.max(this.#refilledAt, this.#throttledAt + this.#cooldown * 1000);
    const seconds = Math.max(0, now - from) / 1000;
    this.#tokens = Math.min(this.#limits.burst, this.#tokens + seconds * this.#rate);
    this.#refilledAt = now;
    if (this.#tokens < this.#limits.burst || this.#maxProbes > 0) return;
    this.#maxProbes = FIRST_PROBES;
    this.#admittedOfBurst = 0;
  }
}
