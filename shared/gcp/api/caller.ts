import type { RetryPolicy as Retries } from '../../reconcile/cloud/retry-policy.ts';
import type { Clock } from '../../reconcile/cloud/clock.ts';
import { toCloudError } from './errors.ts';
import { type ApiCaller, rateLimitedCaller } from '../../reconcile/cloud/rate-limited-calls.ts';
import { rateLimitOf } from './rate-limits.ts';

/**
 * Keep one for the life of the process: it remembers how fast Compute Engine may be called.
 *
 * @param classifyError for callers whose answers are not the client's
 */
export function makeComputeCaller(retryPolicy: Retries, clock: Clock, classifyError = toCloudError): ApiCaller {
  return rateLimitedCaller({ rateLimitOf, classifyError, retryPolicy, clock });
}
