import type { Cidr } from '../../model/cidr.ts';
import type { ResolvedClaims } from './resolve-claims.ts';
import type { Instance } from '../../model/instance.ts';

/** Who gets `destination` where nobody who claims it holds it: its holder elsewhere, else the earliest launched. */
export function winnerOf(
  destination: Cidr,
  claims: ResolvedClaims,
  holders: ReadonlySet<string>,
): Instance | undefined {
  const claimants = claims.accepted.get(destination);
  return claimants?.find((node) => holders.has(node.id)) ?? claimants?.[0];
}
