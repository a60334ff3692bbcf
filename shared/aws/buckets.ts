import type { Allowance } from '../reconcile/bucket.ts';
import type { Limit } from '../reconcile/pacing.ts';

/**
 * EC2's request buckets, one for each action, account and region: so many requests at once, then so many a second.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const BUCKETS = new Map<string, Allowance>([
  ['CreateRoute', { burst: 50, perSecond: 5 }],
  ['ReplaceRoute', { burst: 50, perSecond: 5 }],
  ['DeleteRoute', { burst: 50, perSecond: 5 }],
  ['ModifyNetworkInterfaceAttribute', { burst: 100, perSecond: 5 }],
  ['CreateTags', { burst: 100, perSecond: 10 }],
]);

/** That of the Describe actions that podroutes uses: filtered or paged. */
const READS: Allowance = { burst: 100, perSecond: 20 };

/** The account has others that call EC2, and clocks differ: we take a little less than there is. */
const OUR_SHARE = { burst: 0.45, perSecond: 0.98 };

/** How fast an action may be called. */
export function limitOf(action: string): Limit {
  const { burst, perSecond } = BUCKETS.get(action) ?? READS;
  return {
    bucket: action,
    allowance: { burst: burst * OUR_SHARE.burst, perSecond: perSecond * OUR_SHARE.perSecond },
  };
}
