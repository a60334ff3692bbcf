import { PATIENCE, type RetryPolicy } from '../../reconcile/cloud/rate-limits-and-retries.ts';

/** By hand: somebody waits, and reads what does not answer. */
export const INTERACTIVE_RETRY_POLICY: RetryPolicy = { maxRetries: 7, initialBackoff: 100, patience: PATIENCE };

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxRetries: 7, initialBackoff: 100 };
