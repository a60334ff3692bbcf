import { PATIENCE, type RetryPolicy } from '../../reconcile/cloud/rate-limits-and-retries.ts';

export interface ComputeRetryPolicy extends RetryPolicy {
  /** Milliseconds until an operation must be done. */
  readonly operationTimeout: number;
}

/** Seven retries take longer than the minute after which Compute Engine's quotas are reset. */
export const DEFAULT_RETRY_POLICY: ComputeRetryPolicy = {
  maxRetries: 7,
  initialBackoff: 250,
  operationTimeout: 4 * 60_000,
};

/** By hand: somebody waits, and reads what does not answer. */
export const INTERACTIVE_RETRY_POLICY: ComputeRetryPolicy = { ...DEFAULT_RETRY_POLICY, patience: PATIENCE };
