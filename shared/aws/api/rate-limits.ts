import type { BucketLimits } from '../../reconcile/cloud/token-bucket.ts';
import type { RateLimit } from '../../reconcile/cloud/rate-limits-and-retries.ts';

/**
 * EC2's token buckets, one for each action, account and region.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const WRITE_LIMITS = new Map<string, BucketLimits>([
  ['CreateRoute', { burst: 50, refillPerSecond: 5 }],
  ['ReplaceRoute', { burst: 50, refillPerSecond: 5 }],
  ['DeleteRoute', { burst: 50, refillPerSecond: 5 }],
  ['ModifyNetworkInterfaceAttribute', { burst: 100, refillPerSecond: 5 }],
  ['CreateTags', { burst: 100, refillPerSecond: 10 }],
  ['DeleteTags', { burst: 100, refillPerSecond: 10 }],
]);

/** For the Describe actions that podroutes uses: filtered or paged. */
const READ_LIMITS: BucketLimits = { burst: 100, refillPerSecond: 20 };

/** Clocks differ: podroutes refills its buckets a little more slowly. */
const RATE_FACTOR = 0.98;

export function rateLimitOf(action: string): RateLimit {
  const { burst, refillPerSecond } = WRITE_LIMITS.get(action) ?? READ_LIMITS;
  return { bucket: action, limits: { burst, refillPerSecond: refillPerSecond * RATE_FACTOR } };
}
