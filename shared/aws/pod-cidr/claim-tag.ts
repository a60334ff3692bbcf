import { parseCidr } from '../../reconcile/model/cidr.ts';
import type { Claim } from '../../reconcile/model/claim.ts';
import type { DescribedInstance } from '../instances.ts';

/**
 * The tag in which podroutes notes what it read in an instance's user data: `2026-01-31T12:00:00.000Z 10.200.0.0/24`. It is another
 * than `pod-cidr`, which is people's and always counts.
 */
export const CLAIM_TAG = 'podroutes/pod-cidr';

/** EC2 takes so many characters as the value of a tag. */
const MAX_TAG_VALUE_LENGTH = 256;

const launchTimeOf = ({ instance }: DescribedInstance) => new Date(instance.launchedAt).toISOString();

/**
 * What the tag says of this launch of an instance that is not stopped: user data changes while it is, and then a tag of an
 * earlier launch says nothing any more.
 */
export function parseClaimTag(described: DescribedInstance): Claim | undefined {
  const [launch, ...values] = (described.tags.get(CLAIM_TAG) ?? '').split(' ');
  if (launch !== launchTimeOf(described) || values.length === 0) return undefined;
  return { kind: 'stated', values };
}

/**
 * The tag that an instance should have that is not stopped; undefined where there should be none. Only ranges go into it: user data may hold secrets, and
 * whoever may see tags may not be meant to see those.
 */
export function claimTagValue(described: DescribedInstance, claim: Claim): string | undefined {
  if (claim.kind !== 'stated') return undefined;
  if (claim.values.some((value) => 'rule' in parseCidr(value))) return undefined;
  const value = [launchTimeOf(described), ...claim.values].join(' ');
  return value.length <= MAX_TAG_VALUE_LENGTH ? value : undefined;
}
