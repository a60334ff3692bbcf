import { isRightRoute, leadsTo, type Route } from '../../model/route.ts';
import { groupBy } from '../../model/group-by.ts';
import { type Cidr, prefixLengthOf } from '../../model/ranges/cidr.ts';
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

/**
 * How a claim is held: by no route to exactly its range (0), by one to a node that asks for a range (1), by one that names a node
 * which states it and leads elsewhere (2), or by a right one (3).
 */
type Holding = 0 | 1 | 2 | 3;

function holdingBy(route: Route, node: Instance): Holding {
  if (!leadsTo(route.nextHop, node)) return 0;
  if (node.claim.kind === 'requested') return 1;
  return isRightRoute(route, node) ? 3 : 2;
}

export function holdingIn(routes: readonly Route[]): (claim: CidrClaim) => Holding {
  const routesByDestination = groupBy(routes, ({ destination }) => destination);
  return ({ cidr, claimants }) => {
    // A node that asks may give its route up: it lends that to nobody who states the range.
    const stating = claimants.filter(({ claim }) => claim.kind === 'stated');
    const holders = stating.length > 0 ? stating : claimants;
    const holdings = (routesByDestination.get(cidr) ?? []).flatMap((route) =>
      holders.map((node) => holdingBy(route, node)),
    );
    return holdings.reduce<Holding>((best, each) => (each > best ? each : best), 0);
  };
}

/**
 * Of ranges that overlap without being equal, those with a route go first, a right one before others and those of nodes that ask
 * last, then the narrower, then those claimed earlier.
 */
export function claimsByPrecedence(holding: (claim: CidrClaim) => Holding) {
  return (a: CidrClaim, b: CidrClaim): number => {
    const [first, second] = [a.claimants[0], b.claimants[0]];
    if (first === undefined || second === undefined) return 0;
    return holding(b) - holding(a) || prefixLengthOf(b.cidr) - prefixLengthOf(a.cidr) || earlierLaunched(first, second);
  };
}
