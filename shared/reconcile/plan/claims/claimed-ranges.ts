import { type Cidr, overlaps } from '../../model/ranges/cidr.ts';
import { overlapChecker } from '../../model/ranges/overlapping-ranges.ts';
import type { Instance } from '../../model/instance.ts';
import { isRightRoute, type Route } from '../../model/route.ts';
import type { NodeClaims } from './node-claims.ts';

export interface ClaimedRange {
  readonly cidr: Cidr;
  readonly node: Instance;
}

/** Finds the valid ranges among `claims` that overlap a range, accepted or not. */
export function overlapFinder(claims: readonly NodeClaims[]): (range: Cidr) => readonly ClaimedRange[] {
  const claimed = claims.flatMap(({ node, cidrs }) => cidrs.map((cidr) => ({ cidr, node })));
  const isClaimed = overlapChecker(claimed.map(({ cidr }) => cidr));
  return (range) => (isClaimed(range) ? claimed.filter(({ cidr }) => overlaps(cidr, range)) : []);
}

/** Whether a node has what it claims by a route, whoever made that: whose route it is, the claim decides. */
export const hasRightRoute = (routes: readonly Route[], { cidr, node }: ClaimedRange): boolean =>
  routes.some((route) => route.destination === cidr && isRightRoute(route, node));
