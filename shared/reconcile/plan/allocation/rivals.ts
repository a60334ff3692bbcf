import type { Cidr } from '../../model/ranges/cidr.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type ClaimedRange, overlapFinder } from '../claims/claimed-ranges.ts';
import { type NodeClaims, validateClaim } from '../claims/node-claims.ts';
import type { ReservedRange } from '../claims/reserved-ranges.ts';
import { earlierLaunched } from '../claims/winner.ts';

/** What live nodes state. */
function statementsIn({ instances, reserved }: Snapshot, clusterCidrs: readonly Cidr[]): NodeClaims[] {
  return instances
    .filter(({ claim, state }) => claim.kind === 'stated' && state !== 'deleted')
    .map((node) => validateClaim(node, clusterCidrs, reserved));
}

/** Finds who else has a range that `node` has by its route: who states a part of it, or asks, has a route as well and came earlier. */
export function rivalFinder(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  reservations: ReadonlyMap<string, readonly ReservedRange[]>,
): (node: Instance, cidr: Cidr) => readonly ClaimedRange[] {
  const statedIn = overlapFinder(statementsIn(snapshot, clusterCidrs));
  const reserved = snapshot.instances.flatMap((node) =>
    (reservations.get(node.id) ?? []).map(({ cidr }) => ({ cidr, node })),
  );
  const holders = groupBy(reserved, ({ cidr }) => cidr);
  const isEarlier = (a: Instance, b: Instance) => a.id !== b.id && earlierLaunched(a, b) < 0;
  return (node, cidr) => [
    ...statedIn(cidr),
    ...(holders.get(cidr) ?? []).filter((holder) => isEarlier(holder.node, node)),
  ];
}
