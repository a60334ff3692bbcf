import { type BucketLimits, TokenBucket } from './token-bucket.ts';
import type { Clock } from './clock.ts';
import { CloudError, isUnanswered } from './cloud-error.ts';
import { unlessAborted as answeredUnlessAborted } from './time-limit.ts';

export interface RetryPolicy {
  readonly maxRetries: number;
  /** Milliseconds before the first retry of what was not throttled; doubled each time, with jitter. */
  readonly initialBackoff: number;
  /**
   * Milliseconds after which a call that got no whole answer is not tried again, nor any other call for a while: for people, who wait.
   * Without it only `maxRetries` counts.
   */
  readonly patience?: number;
}

/** For people: a lost connection is tried again at once, and no silence twice. */
export const PATIENCE = 500;

/** Milliseconds for which nothing is sent after that: less than what passes between two looks of `--watch`. */
const OUTAGE_TIME = 4000;

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

/** Milliseconds before the next retry. */
export const backoffAfter = (retries: number, { initialBackoff }: RetryPolicy): number =>
  initialBackoff * Math.min(2 ** retries, MAX_BACKOFF_FACTOR) * (0.5 + Math.random() / 2);

/** The caller for reads that end with `signal`, also those under way; writes that were sent are waited for. */
export function interruptibleReads(call: ApiCaller, signal: AbortSignal | undefined): ApiCaller {
  if (signal === undefined) return call;
  return (action, subject, send, own = signal) =>
    call(action, subject, () => answeredUnlessAborted(send, own, `${action} on ${subject}`), own);
}

/** Settles as what is waited for does; CloudError `interrupted` when that was aborted. */
export async function unlessAborted<Value>(action: string, subject: string, waiting: Promise<Value>): Promise<Value> {
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

  const { patience = Infinity } = retryPolicy;
  let outage: { readonly error: CloudError; readonly until: number } | undefined;
  const currentOutage = () => (outage !== undefined && clock.now() < outage.until ? outage : undefined);
  const isRetried = (error: CloudError, retries: number, startedAt: number) => {
    if (isUnanswered(error) && clock.now() - startedAt >= patience)
      outage = { error, until: clock.now() + OUTAGE_TIME };
    return currentOutage() === undefined && retries < retryPolicy.maxRetries;
  };

  return async (action, subject, send, signal) => {
    const bucket = bucketOf(action);
    let startedAt: number | undefined;
    for (let retries = 0; ; retries += 1) {
      const token = await unlessAborted(action, subject, bucket.acquire(signal));
      const givenUp = currentOutage();
      if (givenUp !== undefined) {
        bucket.onAdmitted(token);
        throw givenUp.error;
      }
      startedAt ??= clock.now();
      try {
        const answer = await send();
        bucket.onAdmitted(token);
        return answer;
      } catch (error) {
        // A CloudError is of another call, made in the precondition of this one, which has its own retries.
        const classified = error instanceof CloudError ? undefined : classifyError(error, action, subject);
        if (!(classified instanceof CloudError) || classified.kind !== 'throttled') bucket.onAdmitted(token);
        else bucket.onThrottled(token);
        if (!(classified instanceof CloudError)) throw classified ?? error;
        const { kind } = classified;
        if ((kind !== 'throttled' && kind !== 'transient') || !isRetried(classified, retries, startedAt))
          throw classified;
        // A throttled call waits for its token instead.
        if (kind === 'transient')
          await unlessAborted(action, subject, clock.sleep(backoffAfter(retries, retryPolicy), signal));
      }
    }
  };
}
