import pRetry from 'p-retry';
import { CloudError } from '../reconcile/errors.ts';
import { toCloudError } from './errors.ts';

/** How often and how soon a call is tried again; tests wait less. */
export interface Patience {
  readonly retries: number;
  /** Milliseconds before the first retry; doubled each time, with jitter. */
  readonly firstWait: number;
  /** Milliseconds that an operation may take in all. */
  readonly deadline: number;
}

export const PATIENT: Patience = { retries: 5, firstWait: 250, deadline: 4 * 60_000 };

/**
 * Runs one API call and tries it again, with growing and random pauses, as long as its answer may pass by itself. Whatever
 * Compute Engine answers instead of a result is thrown as a CloudError that names call and subject.
 */
export async function calling<Result>(
  action: string,
  subject: string,
  call: () => Promise<Result>,
  { retries, firstWait }: Patience = PATIENT,
): Promise<Result> {
  const attempt = async () => {
    try {
      return await call();
    } catch (error) {
      throw toCloudError(error, action, subject);
    }
  };
  return pRetry(attempt, {
    retries,
    minTimeout: firstWait,
    maxTimeout: firstWait * 32,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof CloudError && error.trouble === 'retryable',
  });
}
