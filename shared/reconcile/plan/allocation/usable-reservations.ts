import { type Cidr, contains, overlaps, within } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import { instanceTargetOf, isExpectedTarget, leadsTo } from '../../model/route.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isOwnRoute, mayReserve, reservedRanges, type ReservedRange } from '../claims/reserved-ranges.ts';
import { type ClaimedRange, rivalFinder } from './rivals.ts';

export interface UsableReservation extends ReservedRange {
  /** What another live node claims of the range, without a route: the node is not told it as long as that is so. */
  readonly contender?: ClaimedRange;
  /** Another live node has the range or a part of it by a route: this reservation is given up. */
  readonly isLost?: true;
}

/**
 * Reservations without those of other tables that could not be made in the first one: another node's route is in their way.
 * Those that cross another node's route, or that another node states, come last: they cannot be told.
 */
export function usableReservations(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  first: string,
): ReadonlyMap<string, readonly UsableReservation[]> {
  const { routes, instances } = snapshot;
  const reservations = reservedRanges(snapshot, clusterCidrs);
  if (reservations.size === 0) return new Map();
  const rivalsOf = rivalFinder(snapshot, clusterCidrs, reservations);
  const isBlocked = (node: Instance, { cidr, table }: ReservedRange) =>
    table !== first &&
    routes.some(
      ({ destination, nextHop }) =>
        overlaps(destination, cidr) &&
        !clusterCidrs.some((cluster) => contains(destination, cluster)) &&
        !(nextHop.kind === 'instance' && leadsTo(nextHop, node)),
    );
  const isCrossed = (node: Instance, { cidr }: ReservedRange) =>
    routes.some(
      (route) =>
        route.destination !== cidr &&
        overlaps(route.destination, cidr) &&
        mayReserve(route, clusterCidrs) &&
        !isOwnRoute(route, node),
    );
  // Whoever made it: whose route it is, the claim decides.
  const hasRoute = (node: Instance, cidr: Cidr) =>
    routes.some(({ destination, nextHop }) => {
      const target = instanceTargetOf(nextHop);
      const isOfPods = within(clusterCidrs, destination) && !clusterCidrs.includes(destination);
      return (
        isOfPods && overlaps(destination, cidr) && target !== undefined && isExpectedTarget(target, destination, node)
      );
    });
  const judge = (node: Instance, reservation: ReservedRange): UsableReservation => {
    const rivals = rivalsOf(node, reservation.cidr);
    const [contender] = rivals;
    if (contender === undefined) return reservation;
    const isLost = isCrossed(node, reservation) || rivals.some((rival) => hasRoute(rival.node, reservation.cidr));
    return isLost ? { ...reservation, isLost } : { ...reservation, contender };
  };
  const nodes = new Map(instances.map((node) => [node.id, node]));
  return new Map(
    [...reservations].map(([id, ranges]) => {
      const node = nodes.get(id);
      if (node === undefined) return [id, []];
      const usable = ranges.filter((each) => !isBlocked(node, each)).map((each) => judge(node, each));
      if (usable.length < 2) return [id, usable];
      const isLast = (each: UsableReservation) => each.contender !== undefined || isCrossed(node, each);
      return [id, [...usable.filter((each) => !isLast(each)), ...usable.filter(isLast)]];
    }),
  );
}
