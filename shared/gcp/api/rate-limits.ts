import type { BucketLimits } from '../../reconcile/cloud/token-bucket.ts';
import type { RateLimit } from '../../reconcile/cloud/rate-limits-and-retries.ts';

/**
 * Compute Engine allows 1,500 requests of a kind in each minute of a project, and throttles until the next minute begins.
 * https://cloud.google.com/compute/docs/api-rate-limits
 */
const BUCKET_LIMITS: BucketLimits = { burst: 1500, refillPerSecond: 20, cooldown: 0.5 };

const BUCKETS = new Map([
  ['routes.insert', 'writes'],
  ['routes.delete', 'writes'],
  ['globalOperations.wait', 'operations'],
  ['zoneOperations.wait', 'operations'],
  ['zoneOperations.get', 'operations'],
  ['instances.setMetadata', 'instance writes'],
  ['globalOperations.get', 'operations'],
]);

export function rateLimitOf(action: string): RateLimit {
  return { bucket: BUCKETS.get(action) ?? 'reads', limits: BUCKET_LIMITS };
}
