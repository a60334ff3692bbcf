import { type BucketLimits, TokenBucket } from './token-bucket.ts';
import type { Clock } from './clock.ts';
import { CloudError } from './cloud-error.ts';

export interface RetryPolicy {
  readonly maxRetries: number;
  /** Milliseconds before the first retry of what was not throttled; doubled each time, with jitter. */
  readonly initialBackoff: number;
}

export interface RateLimit {
  readonly bucket: string;
  readonly limits: BucketLimits;
}

export interface CallerOptions {
  readonly rateLimitOf: (action: string) => RateLimit;
  /** Turns an error of the cloud into a CloudError; other errors are returned unchanged. */
  readonly classifyError: (error: unknown, action: string, subject: string) => unknown;
  readonly retryPolicy: RetryPolicy;
  readonly clock: Clock;
}

/**
 * Runs one API call: waits for a token, sends it, and retries throttled and transient errors. Errors of the cloud are thrown
 * as a CloudError that names call and subject; `interrupted` when `signal` was aborted before the call or a retry was sent.
 */
export type ApiCaller = <Result>(
  action: string,
  subject: string,
  send: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result>;

/** The longest backoff, as a multiple of the first. */
const MAX_BACKOFF_FACTOR = 32;

async function unlessAborted<Value>(action: string, subject: string, waiting: Promise<Value>): Promise<Value> {
  try {
    return await waiting;
  } catch (cause) {
    throw new CloudError('interrupted', 'Interrupted', `${action} on ${subject}: there was no time left`, { cause });
  }
}

/** What all calls of a cloud go through: rate limits by action, retries by the meaning of the error. */
export function rateLimitedCaller({ rateLimitOf, classifyError, retryPolicy, clock }: CallerOptions): ApiCaller {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (action: string): TokenBucket => {
    const { bucket: name, limits } = rateLimitOf(action);
    const bucket = buckets.get(name) ?? new TokenBucket(limits, clock);
    buckets.set(name, bucket);
    return bucket;
  };

  const backoffAfter = (retries: number) =>
    retryPolicy.initialBackoff * Math.min(2 ** retries, MAX_BACKOFF_FACTOR) * (0.5 + Math.random() / 2);

  return async (action, subject, send, signal) => {
    const bucket = bucketOf(action);
    for (let retries = 0; ; retries += 1) {
      const token = await unlessAborted(action, subject, bucket.acquire(signal));
      try {
        return await send();
      } catch (error) {
        // Thrown by another call, made in the precondition of this one, which has its own retries.
        if (error instanceof CloudError) throw error;
        const classified = classifyError(error, action, subject);
        const kind = classified instanceof CloudError ? classified.kind : undefined;
        if (kind === 'throttled') bucket.onThrottled(token);
        if (retries === retryPolicy.maxRetries || (kind !== 'throttled' && kind !== 'transient')) throw classified;
        // A throttled call waits for its token instead.
        if (kind === 'transient') await unlessAborted(action, subject, clock.sleep(backoffAfter(retries), signal));
      }
    }
  };
}
