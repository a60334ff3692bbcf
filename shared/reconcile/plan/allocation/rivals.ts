import { type Cidr, overlaps } from '../../model/ranges/cidr.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Instance } from '../../model/instance.ts';
import { overlapChecker } from '../../model/ranges/overlapping-ranges.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { validateClaim } from '../claims/node-claims.ts';
import type { ReservedRange } from '../claims/reserved-ranges.ts';
import { earlierLaunched } from '../claims/winner.ts';

export interface ClaimedRange {
  readonly cidr: Cidr;
  readonly node: Instance;
}

/** The valid ranges that live nodes state, accepted or not. */
function statedRanges({ instances, reserved }: Snapshot, clusterCidrs: readonly Cidr[]): ClaimedRange[] {
  return instances
    .filter(({ claim, state }) => claim.kind === 'stated' && state !== 'deleted')
    .flatMap((node) => validateClaim(node, clusterCidrs, reserved).cidrs.map((cidr) => ({ cidr, node })));
}

/** Finds who else has a range that `node` has by its route: who states a part of it, or asks, has a route as well and came earlier. */
export function rivalFinder(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  reservations: ReadonlyMap<string, readonly ReservedRange[]>,
): (node: Instance, cidr: Cidr) => readonly ClaimedRange[] {
  const stated = statedRanges(snapshot, clusterCidrs);
  const isStated = overlapChecker(stated.map(({ cidr }) => cidr));
  const reserved = snapshot.instances.flatMap((node) =>
    (reservations.get(node.id) ?? []).map(({ cidr }) => ({ cidr, node })),
  );
  const holders = groupBy(reserved, ({ cidr }) => cidr);
  const isEarlier = (a: Instance, b: Instance) => a.id !== b.id && earlierLaunched(a, b) < 0;
  return (node, cidr) => [
    ...(isStated(cidr) ? stated.filter((each) => overlaps(each.cidr, cidr)) : []),
    ...(holders.get(cidr) ?? []).filter((holder) => isEarlier(holder.node, node)),
  ];
}
