import { parseCidr } from '../../reconcile/model/ranges/cidr.ts';
import type { Claim } from '../../reconcile/model/claim.ts';
import type { DescribedInstance } from '../instances.ts';

/**
 * The tag in which podroutes caches the claim in an instance's user data: `2026-01-31T12:00:00.000Z 10.200.0.0/24`. People set
 * `pod-cidr` instead, which takes precedence. A key with a slash would be refused on instances whose metadata shows their tags.
 */
export const CLAIM_TAG = 'podroutes-pod-cidr';

/** EC2's limit. */
const MAX_TAG_VALUE_LENGTH = 256;

const launchTimeOf = ({ instance }: DescribedInstance) => new Date(instance.launchedAt).toISOString();

/**
 * The claim in the tag if that was written since this launch of an instance that is not stopped: user data may change while it
 * is stopped.
 */
export function parseClaimTag(described: DescribedInstance): Claim | undefined {
  const [launch, ...values] = (described.tags.get(CLAIM_TAG) ?? '').split(' ');
  if (launch !== launchTimeOf(described) || values.length === 0) return undefined;
  return { kind: 'stated', values };
}

/**
 * The tag's value for an instance that is not stopped; undefined where there should be none. Only ranges are written: user data
 * may hold secrets, and more people may read tags.
 */
export function claimTagValue(described: DescribedInstance, claim: Claim): string | undefined {
  if (claim.kind !== 'stated') return undefined;
  if (claim.values.some((value) => 'rule' in parseCidr(value))) return undefined;
  const value = [launchTimeOf(described), ...claim.values].join(' ');
  return value.length <= MAX_TAG_VALUE_LENGTH ? value : undefined;
}
