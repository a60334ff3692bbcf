import { type Cidr, contains, overlaps } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import { leadsTo } from '../../model/route.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isOwnRoute, mayReserve, reservedRanges, type ReservedRange } from './reserved-ranges.ts';

/**
 * Reservations without those of other tables that could not be made in the first one: another node's route is in their way.
 * Those that cross another node's route come last: they cannot be told.
 */
export function usableReservations(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  first: string,
): ReadonlyMap<string, readonly ReservedRange[]> {
  const isBlocked = (node: Instance, { cidr, table }: ReservedRange) =>
    table !== first &&
    snapshot.routes.some(
      ({ destination, nextHop }) =>
        overlaps(destination, cidr) &&
        !clusterCidrs.some((cluster) => contains(destination, cluster)) &&
        !(nextHop.kind === 'instance' && leadsTo(nextHop, node)),
    );
  const isCrossed = (node: Instance, { cidr }: ReservedRange) =>
    snapshot.routes.some(
      (route) =>
        route.destination !== cidr &&
        overlaps(route.destination, cidr) &&
        mayReserve(route, clusterCidrs) &&
        !isOwnRoute(route, node),
    );
  const nodes = new Map(snapshot.instances.map((node) => [node.id, node]));
  return new Map(
    [...reservedRanges(snapshot, clusterCidrs)].map(([id, ranges]) => {
      const node = nodes.get(id);
      if (node === undefined) return [id, []];
      const usable = ranges.filter((each) => !isBlocked(node, each));
      if (usable.length < 2) return [id, usable];
      return [
        id,
        [...usable.filter((each) => !isCrossed(node, each)), ...usable.filter((each) => isCrossed(node, each))],
      ];
    }),
  );
}
