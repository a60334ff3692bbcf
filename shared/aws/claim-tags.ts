import { parseCidr } from '../reconcile/cidr.ts';
import type { Claim } from '../reconcile/model.ts';
import type { Seen } from './instances.ts';

/**
 * The tag in which podroutes notes what it read in an instance's user data: `2026-01-31T12:00:00.000Z 10.200.0.0/24`. It is another
 * than `pod-cidr`, which is people's and always counts.
 */
export const CLAIM_TAG = 'podroutes/pod-cidr';

/** EC2 takes so many characters as the value of a tag. */
const LONGEST = 256;

const launchOf = ({ instance }: Seen) => new Date(instance.launchedAt).toISOString();

/**
 * What the tag says of this launch of an instance that is not stopped: user data changes while it is, and then a tag of an
 * earlier launch says nothing any more.
 */
export function claimInTag(seen: Seen): Claim | undefined {
  const [launch, ...values] = (seen.tags.get(CLAIM_TAG) ?? '').split(' ');
  if (launch !== launchOf(seen) || values.length === 0) return undefined;
  return { kind: 'stated', values };
}

/**
 * The tag that an instance should have that is not stopped; undefined where there should be none. Only ranges go into it: user data may hold secrets, and
 * whoever may see tags may not be meant to see those.
 */
export function claimTagFor(seen: Seen, claim: Claim): string | undefined {
  if (claim.kind !== 'stated') return undefined;
  if (claim.values.some((value) => 'rule' in parseCidr(value))) return undefined;
  const value = [launchOf(seen), ...claim.values].join(' ');
  return value.length <= LONGEST ? value : undefined;
}
