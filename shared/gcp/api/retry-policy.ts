import type { RetryPolicy as Retries } from '../../reconcile/cloud/rate-limits-and-retries.ts';

/** How often and how soon a call is tried again; tests wait less. */
export interface ComputeRetryPolicy extends Retries {
  /** Milliseconds that an operation may take in all. */
  readonly operationTimeout: number;
}

/** Seven retries outlast the minute after which Compute Engine's quotas are full again. */
export const DEFAULT_RETRY_POLICY: ComputeRetryPolicy = {
  maxRetries: 7,
  initialBackoff: 250,
  operationTimeout: 4 * 60_000,
};
