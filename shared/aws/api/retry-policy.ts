import type { RetryPolicy } from '../../reconcile/cloud/rate-limits-and-retries.ts';

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxRetries: 7, initialBackoff: 100 };
