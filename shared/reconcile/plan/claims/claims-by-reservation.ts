import type { Cidr } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { hasRightRoute, overlapFinder } from './claimed-ranges.ts';
import type { NodeClaims } from './node-claims.ts';
import { firstTable, reservedRanges } from './reserved-ranges.ts';

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
  const statedIn = overlapFinder(statements);
  const isHeld = (cidr: Cidr) => statedIn(cidr).some((stated) => hasRightRoute(snapshot.routes, stated));
  return ({ id, state }) => {
    const own = reservations.get(id) ?? [];
    const claimed = own.filter(({ cidr, table }) => table === first || state === 'stopped' || !isHeld(cidr));
    return [...new Set(claimed.map(({ cidr }) => cidr))];
  };
}
