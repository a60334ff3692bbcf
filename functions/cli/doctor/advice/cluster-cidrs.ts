import {
  type AddressFamily,
  type Cidr,
  contains,
  familyOf,
  overlaps,
  readableCidrs,
} from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { type Finding, finding } from '../finding.ts';
import type { Advice } from './advice.ts';
import { firstFreeCidr, subtract } from '../analyze/cidr-sets.ts';

/** Private ranges, of which the first free one is suggested as cluster CIDR. */
const PRIVATE_RANGES = readableCidrs(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8']);

/** Of two that overlap, the one that says nothing which the other does not. */
const narrowerOf = (one: Cidr, other: Cidr) => (subtract([one], [other]).length === 0 ? one : other);

/** What routes lead to, but for those that are more general than anybody's range. */
const routedRanges = (routes: Inventory['routes']): Cidr[] =>
  routes.map(({ destination }) => destination).filter((cidr) => !PRIVATE_RANGES.some((range) => contains(cidr, range)));

/** The cluster CIDRs as all findings suggest them: none that says nothing new, and free ranges for those inside the network. */
function suggestedCidrs({ clusterCidrs, reserved, routes }: Inventory): Cidr[] {
  const isRedundant = (one: Cidr, at: number) =>
    clusterCidrs.some((other, i) => overlaps(one, other) && (one === other ? i < at : narrowerOf(one, other) === one));
  const distinct = clusterCidrs.filter((cidr, at) => !isRedundant(cidr, at));
  const isInNetwork = (cidr: Cidr) => reserved.some((range) => overlaps(range, cidr));
  const taken = [...reserved, ...clusterCidrs, ...routedRanges(routes)];
  return distinct.map((cidr) => {
    if (!isInNetwork(cidr)) return cidr;
    const free = firstFreeCidr(PRIVATE_RANGES, taken, cidr) ?? cidr;
    taken.push(free);
    return free;
  });
}

/** The cluster CIDRs and, of each family in `full`, one more of the same size that is free. */
export function moreClusterCidrs(
  { clusterCidrs, reserved, routes }: Inventory,
  full: readonly AddressFamily[],
): Cidr[] {
  const taken = [...reserved, ...clusterCidrs, ...routedRanges(routes)];
  const more = full.flatMap((family) => {
    const known = clusterCidrs.find((cidr) => familyOf(cidr) === family);
    return known === undefined ? [] : (firstFreeCidr(PRIVATE_RANGES, taken, known) ?? []);
  });
  return [...clusterCidrs, ...more];
}

export function analyzeClusterCidrs({ inventory, remediations }: Advice): Finding[] {
  const { clusterCidrs: cidrs, reserved } = inventory;
  const mend = remediations.podroutes('plan', { CLUSTER_CIDR: suggestedCidrs(inventory).join(',') });
  const inside = cidrs.flatMap((one) =>
    reserved
      .filter((range) => overlaps(range, one))
      .map((range) => {
        const what = `the cluster CIDR ${one} overlaps ${range}, a range of the network itself`;
        return finding('cluster-cidr-in-network', { subject: one, what, mend });
      }),
  );
  const overlapping = cidrs.flatMap((one, i) =>
    cidrs
      .slice(0, i)
      .filter((other) => overlaps(one, other))
      .map((other) => {
        const what = `CLUSTER_CIDR names ${other} and ${one}, which overlap`;
        return finding('cluster-cidrs-overlap', { subject: one, what, mend });
      }),
  );
  return [...inside, ...overlapping];
}
