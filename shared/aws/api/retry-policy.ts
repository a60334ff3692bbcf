import type { RetryPolicy } from '../../reconcile/cloud/retry-policy.ts';

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxRetries: 7, initialBackoff: 100 };
