import { type BucketLimits, TokenBucket } from './token-bucket.ts';
import type { RetryPolicy } from './retry-policy.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { CloudError } from './cloud-error.ts';

/** The request bucket that an action counts against. */
export interface RateLimit {
  readonly bucket: string;
  readonly limits: BucketLimits;
}

export interface CallerOptions {
  readonly rateLimitOf: (action: string) => RateLimit;
  /** What an answer other than a result means; whatever is no answer of the cloud passes unchanged. */
  readonly classifyError: (error: unknown, action: string, subject: string) => unknown;
  readonly retryPolicy: RetryPolicy;
  readonly clock?: Clock;
}

/**
 * Runs one API call: waits for its turn, sends it, and does both again as long as the answer may pass by itself. Whatever the
 * cloud answers instead of a result is thrown as a CloudError that names call and subject; `interrupted` when `signal` was aborted
 * before the call was sent, or before it was sent again.
 */
export type ApiCaller = <Result>(
  action: string,
  subject: string,
  send: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result>;

/** Waits that double reach this many times the first. */
const MAX_BACKOFF_FACTOR = 32;

/** A pause, or the reason why there is none: the run is over. */
async function unlessAborted<Value>(action: string, subject: string, waiting: Promise<Value>): Promise<Value> {
  try {
    return await waiting;
  } catch (cause) {
    throw new CloudError('interrupted', 'Interrupted', `${action} on ${subject}: there was no time left`, { cause });
  }
}

/** The one place that a cloud's calls go through: paced by action, tried again by what the answer means. */
export function rateLimitedCaller({
  rateLimitOf,
  classifyError,
  retryPolicy,
  clock = SYSTEM_CLOCK,
}: CallerOptions): ApiCaller {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (action: string): TokenBucket => {
    const { bucket: name, limits } = rateLimitOf(action);
    const bucket = buckets.get(name) ?? new TokenBucket(limits, clock);
    buckets.set(name, bucket);
    return bucket;
  };

  const waitAfter = (tries: number) =>
    retryPolicy.initialBackoff * Math.min(2 ** tries, MAX_BACKOFF_FACTOR) * (0.5 + Math.random() / 2);

  return async (action, subject, send, signal) => {
    const bucket = bucketOf(action);
    for (let tries = 0; ; tries += 1) {
      const token = await unlessAborted(action, subject, bucket.acquire(signal));
      try {
        return await send();
      } catch (error) {
        // Of another call, made on the way to this one: it was tried again where it was made.
        if (error instanceof CloudError) throw error;
        const classified = classifyError(error, action, subject);
        const trouble = classified instanceof CloudError ? classified.kind : undefined;
        if (trouble === 'throttled') bucket.onThrottled(token);
        if (tries === retryPolicy.maxRetries || (trouble !== 'throttled' && trouble !== 'transient')) throw classified;
        // What was throttled waits for its turn.
        if (trouble === 'transient') await unlessAborted(action, subject, clock.sleep(waitAfter(tries), signal));
      }
    }
  };
}
