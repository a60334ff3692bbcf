import { type Route, leadsTo } from '../../model/route.ts';
import { groupBy } from '../../model/group-by.ts';
import { type Cidr, prefixLengthOf } from '../../model/cidr.ts';
import type { Instance } from '../../model/instance.ts';

/** The claimant that gets a destination: one that holds it in some table (`holders` has their ids), else the earliest launched. */
export function winnerOf(claimants: readonly Instance[], holders: ReadonlySet<string>): Instance | undefined {
  return claimants.find((node) => holders.has(node.id)) ?? claimants[0];
}

export interface CidrClaim {
  readonly cidr: Cidr;
  /** Earliest launched first. */
  readonly claimants: readonly Instance[];
}

export function earlierLaunched(a: Instance, b: Instance): number {
  return a.launchedAt - b.launchedAt || (a.id < b.id ? -1 : 1);
}

/** Whether a route to exactly this range leads to one of its claimants already. */
export function hasRouteIn(routes: readonly Route[]): (claim: CidrClaim) => boolean {
  const routesByDestination = groupBy(routes, ({ destination }) => destination);
  return ({ cidr, claimants }) =>
    (routesByDestination.get(cidr) ?? []).some(({ nextHop }) => claimants.some((node) => leadsTo(nextHop, node)));
}

/** Of ranges that overlap without being equal, those with a route go first, then the narrower, then those claimed earlier. */
export function claimsByPrecedence(hasRoute: (claim: CidrClaim) => boolean) {
  return (a: CidrClaim, b: CidrClaim): number => {
    const [first, second] = [a.claimants[0], b.claimants[0]];
    if (first === undefined || second === undefined) return 0;
    return (
      Number(hasRoute(b)) - Number(hasRoute(a)) ||
      prefixLengthOf(b.cidr) - prefixLengthOf(a.cidr) ||
      earlierLaunched(first, second)
    );
  };
}
