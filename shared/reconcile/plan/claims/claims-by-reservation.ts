import { type Cidr, overlaps } from '../../model/ranges/cidr.ts';
import { overlapChecker } from '../../model/ranges/overlapping-ranges.ts';
import type { Instance } from '../../model/instance.ts';
import { isRightRoute } from '../../model/route.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { NodeClaims } from './node-claims.ts';
import { firstTable, reservedRanges } from './reserved-ranges.ts';

/** Finds ranges of which a node states a part, and has that by a right route. */
function statedRangeFinder({ routes }: Snapshot, statements: readonly NodeClaims[]): (cidr: Cidr) => boolean {
  const stated = statements.flatMap(({ node, cidrs }) => cidrs.map((cidr) => ({ cidr, node })));
  const isStated = overlapChecker(stated.map(({ cidr }) => cidr));
  return (range) =>
    isStated(range) &&
    stated.some(
      ({ cidr, node }) =>
        overlaps(cidr, range) && routes.some((route) => route.destination === cidr && isRightRoute(route, node)),
    );
}

/**
 * What a node that asks for a range claims by its routes. One of another table than the first is no claim where a node that states a
 * part of its range has that: the range cannot be reserved. While the node is stopped it gives up nothing.
 */
export function claimsByReservation(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  statements: readonly NodeClaims[],
): (node: Instance) => readonly Cidr[] {
  const reservations = reservedRanges(snapshot, clusterCidrs);
  if (reservations.size === 0) return () => [];
  const first = firstTable(snapshot.tables);
  const isHeld = statedRangeFinder(snapshot, statements);
  return ({ id, state }) => {
    const own = reservations.get(id) ?? [];
    const claimed = own.filter(({ cidr, table }) => table === first || state === 'stopped' || !isHeld(cidr));
    return [...new Set(claimed.map(({ cidr }) => cidr))];
  };
}
