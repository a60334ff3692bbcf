import { type Cidr, contains, overlaps } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import { instanceTargetOf, isExpectedTarget, leadsTo, type Route } from '../../model/route.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isOwnRoute, mayReserve, reservedRanges, type ReservedRange } from '../claims/reserved-ranges.ts';
import { type ClaimedRange, rivalFinder } from './rivals.ts';

export interface UsableReservation extends ReservedRange {
  /** What another live node claims of the range, without a route: the node is not told it as long as that is so. */
  readonly contender?: ClaimedRange;
  /** Another live node has the range or a part of it by a route: this reservation is given up. */
  readonly isLost?: true;
}

interface Network {
  readonly routes: readonly Route[];
  readonly clusterCidrs: readonly Cidr[];
}

/** Whether a route of another node is in the way of one to `cidr`. */
const isBlocked = ({ routes, clusterCidrs }: Network, node: Instance, cidr: Cidr): boolean =>
  routes.some(
    ({ destination, nextHop }) =>
      overlaps(destination, cidr) &&
      !clusterCidrs.some((cluster) => contains(destination, cluster)) &&
      !(nextHop.kind === 'instance' && leadsTo(nextHop, node)),
  );

/** Whether a node could have a part of `cidr`, or more than it, by a route to another one than `node`. */
const isCrossed = ({ routes, clusterCidrs }: Network, node: Instance, cidr: Cidr): boolean =>
  routes.some(
    (route) =>
      route.destination !== cidr &&
      overlaps(route.destination, cidr) &&
      mayReserve(route, clusterCidrs) &&
      !isOwnRoute(route, node),
  );

/** Whether a node has what it claims by a route, whoever made that: whose route it is, the claim decides. */
const hasRoute = ({ routes }: Network, { node, cidr }: ClaimedRange): boolean =>
  routes.some(({ destination, nextHop }) => {
    const target = destination === cidr ? instanceTargetOf(nextHop) : undefined;
    return target !== undefined && isExpectedTarget(target, destination, node);
  });

/**
 * Reservations without those of other tables that could not be made in the first one: another node's route is in their way.
 * Those that cross another node's route, or that another node states, come last: they cannot be told.
 */
export function usableReservations(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  first: string,
): ReadonlyMap<string, readonly UsableReservation[]> {
  const reservations = reservedRanges(snapshot, clusterCidrs);
  if (reservations.size === 0) return new Map();
  const network = { routes: snapshot.routes, clusterCidrs };
  const rivalsOf = rivalFinder(snapshot, clusterCidrs, reservations);
  const judge = (node: Instance, reservation: ReservedRange): UsableReservation => {
    const { cidr } = reservation;
    const rivals = rivalsOf(node, cidr);
    const [contender] = rivals;
    if (contender === undefined) return reservation;
    const isLost = isCrossed(network, node, cidr) || rivals.some((rival) => hasRoute(network, rival));
    return isLost ? { ...reservation, isLost } : { ...reservation, contender };
  };
  const usableOf = (node: Instance, ranges: readonly ReservedRange[]): UsableReservation[] => {
    const possible = ranges.filter(({ cidr, table }) => table === first || !isBlocked(network, node, cidr));
    const usable = possible.map((each) => judge(node, each));
    if (usable.length < 2) return usable;
    const isLast = ({ cidr, contender }: UsableReservation) =>
      contender !== undefined || isCrossed(network, node, cidr);
    return [...usable.filter((each) => !isLast(each)), ...usable.filter(isLast)];
  };
  return new Map(snapshot.instances.map((node) => [node.id, usableOf(node, reservations.get(node.id) ?? [])]));
}
