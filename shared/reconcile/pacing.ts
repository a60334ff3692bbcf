import { type Allowance, Bucket } from './bucket.ts';
import { CloudError } from './errors.ts';
import { type Runtime, SYSTEM } from './runtime.ts';

/** The request bucket that an action counts against. */
export interface Limit {
  readonly bucket: string;
  readonly allowance: Allowance;
}

/** How often and how soon a call is tried again; tests wait less. */
export interface Patience {
  readonly retries: number;
  /** Milliseconds before the first retry of what was not throttled; doubled each time, with jitter. */
  readonly firstWait: number;
}

export interface PacingOptions {
  readonly limitOf: (action: string) => Limit;
  /** What an answer other than a result means; whatever is no answer of the cloud passes unchanged. */
  readonly explain: (error: unknown, action: string, subject: string) => unknown;
  readonly patience: Patience;
  readonly runtime?: Runtime;
}

/**
 * Runs one API call: waits for its turn, sends it, and does both again as long as the answer may pass by itself. Whatever the
 * cloud answers instead of a result is thrown as a CloudError that names call and subject; `interrupted` when `signal` was aborted
 * before the call was sent, or before it was sent again.
 */
export type Call = <Result>(
  action: string,
  subject: string,
  send: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result>;

/** Waits that double reach this many times the first. */
const LONGEST = 32;

/** A pause, or the reason why there is none: the run is over. */
async function uninterrupted<Value>(action: string, subject: string, waiting: Promise<Value>): Promise<Value> {
  try {
    return await waiting;
  } catch (cause) {
    throw new CloudError('interrupted', 'Interrupted', `${action} on ${subject}: there was no time left`, { cause });
  }
}

/** The one place that a cloud's calls go through: paced by action, tried again by what the answer means. */
export function pacedCalls({ limitOf, explain, patience, runtime = SYSTEM }: PacingOptions): Call {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (action: string): Bucket => {
    const { bucket: name, allowance } = limitOf(action);
    const bucket = buckets.get(name) ?? new Bucket(allowance, runtime);
    buckets.set(name, bucket);
    return bucket;
  };

  const waitAfter = (tries: number) => patience.firstWait * Math.min(2 ** tries, LONGEST) * (0.5 + Math.random() / 2);

  return async (action, subject, send, signal) => {
    const bucket = bucketOf(action);
    for (let tries = 0; ; tries += 1) {
      const turn = await uninterrupted(action, subject, bucket.turn(signal));
      try {
        return await send();
      } catch (error) {
        // Of another call, made on the way to this one: it was tried again where it was made.
        if (error instanceof CloudError) throw error;
        const told = explain(error, action, subject);
        const trouble = told instanceof CloudError ? told.trouble : undefined;
        if (trouble === 'throttled') bucket.throttled(turn);
        if (tries === patience.retries || (trouble !== 'throttled' && trouble !== 'retryable')) throw told;
        // What was throttled waits for its turn.
        if (trouble === 'retryable') await uninterrupted(action, subject, runtime.sleep(waitAfter(tries), signal));
      }
    }
  };
}
