import { type Cidr, contains, overlaps } from '../../model/ranges/cidr.ts';
import { type Instance, labelOf } from '../../model/instance.ts';
import { leadsTo, type Route } from '../../model/route.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type ClaimedRange, hasRightRoute } from '../claims/claimed-ranges.ts';
import { firstTable, isOwnRoute, mayReserve, reservedRanges, type ReservedRange } from '../claims/reserved-ranges.ts';
import type { RouteDecision } from '../evaluate.ts';
import { rivalFinder } from './rivals.ts';

export interface UsableReservation extends ReservedRange {
  /** Why the node is not told it: another one states a part of it, or keeps a second route to it. */
  readonly obstacle?: string;
  /** Another live node states a part of it and has a route: this reservation is given up. */
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

/** Whether a route stays as it is because nobody knows whether its range belongs to whom it leads to. */
const isKeptInDoubt = ({ current }: RouteDecision): boolean =>
  current?.owner.kind === 'unresolved' || current?.owner.kind === 'appliance' || current?.owner.kind === 'unknown';

/** Why a node is not told what it has by its route. */
function obstacleTo(
  { cidr, table }: ReservedRange,
  [rival]: readonly ClaimedRange[],
  decisions: readonly RouteDecision[],
): string | undefined {
  if (rival !== undefined) return `${labelOf(rival.node.name, rival.node.id)} states ${rival.cidr}`;
  const isSecond = (each: RouteDecision) => each.destination === cidr && each.table === table && isKeptInDoubt(each);
  const action = decisions.find(isSecond)?.action;
  return action?.kind === 'conflict' ? `a second one is ${action.reason}` : undefined;
}

/**
 * Reservations without those of other tables that could not be made in the first one: another node's route is in their way.
 * Those that are not told for the time being come behind others, and last those that cross another node's route: they never are.
 */
export function usableReservations(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  decisions: readonly RouteDecision[],
): ReadonlyMap<string, readonly UsableReservation[]> {
  const reservations = reservedRanges(snapshot, clusterCidrs);
  if (reservations.size === 0) return new Map();
  const first = firstTable(snapshot.tables);
  const network = { routes: snapshot.routes, clusterCidrs };
  const rivalsOf = rivalFinder(snapshot, clusterCidrs, reservations);
  const inDoubt = decisions.filter(isKeptInDoubt);
  const judge = (node: Instance, reservation: ReservedRange): UsableReservation => {
    const { cidr } = reservation;
    const rivals = rivalsOf(node, cidr);
    const obstacle = obstacleTo(reservation, rivals, inDoubt);
    if (obstacle === undefined) return reservation;
    const isLost =
      rivals.length > 0 &&
      (isCrossed(network, node, cidr) || rivals.some((rival) => hasRightRoute(network.routes, rival)));
    return isLost ? { ...reservation, isLost } : { ...reservation, obstacle };
  };
  const usableOf = (node: Instance, ranges: readonly ReservedRange[]): UsableReservation[] => {
    const possible = ranges.filter(({ cidr, table }) => table === first || !isBlocked(network, node, cidr));
    const usable = possible.map((each) => judge(node, each));
    if (usable.length < 2) return usable;
    const rankOf = ({ cidr, obstacle }: UsableReservation) =>
      obstacle !== undefined ? 1 : isCrossed(network, node, cidr) ? 2 : 0;
    const ranked = usable.map((reservation) => ({ reservation, rank: rankOf(reservation) }));
    return ranked.toSorted((a, b) => a.rank - b.rank).map(({ reservation }) => reservation);
  };
  return new Map(snapshot.instances.map((node) => [node.id, usableOf(node, reservations.get(node.id) ?? [])]));
}
