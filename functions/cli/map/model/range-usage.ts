import {
  canonicalCidrs,
  type Cidr,
  contains,
  overlaps,
  type AddressRange,
  rangeOf,
} from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';

/** A node that states a range. */
export interface Claimant {
  readonly node: Instance;
  readonly accepted: boolean;
  readonly reasons: readonly string[];
}

/** A range that somebody has to do with: nodes that claim it, routes that lead there, the network whose own it is. */
export interface RangeUsage {
  readonly cidr: Cidr;
  readonly range: AddressRange;
  readonly claimants: Claimant[];
  readonly routes: RouteEntry[];
  reserved: boolean;
}

/** The ranges of a node's statement that were not accepted. What is no range at all is nothing to draw, and may be a secret. */
export function refusedRanges({ node, podCidrs }: NodeEntry): Cidr[] {
  if (node.claim.kind !== 'stated') return [];
  return [...new Set(canonicalCidrs(node.claim.values))].filter((cidr) => !podCidrs.includes(cidr));
}

/** Every range that the inventory speaks of, once. */
export function rangeUsages({ nodes, routes, reserved }: Inventory): RangeUsage[] {
  const usages = new Map<Cidr, RangeUsage>();
  const usageOf = (cidr: Cidr): RangeUsage => {
    const known = usages.get(cidr) ?? { cidr, range: rangeOf(cidr), claimants: [], routes: [], reserved: false };
    usages.set(cidr, known);
    return known;
  };
  for (const entry of nodes) {
    const { node, podCidrs, reasons } = entry;
    for (const cidr of podCidrs) usageOf(cidr).claimants.push({ node, accepted: true, reasons });
    for (const cidr of refusedRanges(entry)) usageOf(cidr).claimants.push({ node, accepted: false, reasons });
  }
  for (const route of routes) usageOf(route.destination).routes.push(route);
  for (const cidr of reserved) usageOf(cidr).reserved = true;
  return [...usages.values()];
}

export interface UsagesOfRange {
  /** Those that decide what the addresses of the range are. */
  readonly inside: readonly RangeUsage[];
  /** Claims that were refused and routes that are not ours, for all of the range: they tell no block from another. */
  readonly rangeWide: readonly RangeUsage[];
}

/** The usages in one range of the cluster. Routes that reach beyond it, such as the default route, have none. */
export function usagesOf(range: Cidr, usages: readonly RangeUsage[]): UsagesOfRange {
  const overlapping = usages
    .filter(({ cidr }) => overlaps(range, cidr))
    .map((usage) => (contains(range, usage.cidr) ? usage : { ...usage, routes: [] }))
    .filter(({ claimants, routes, reserved }) => claimants.length > 0 || routes.length > 0 || reserved);
  const isRangeWide = ({ cidr, claimants, reserved }: RangeUsage) =>
    contains(cidr, range) && !reserved && !claimants.some(({ accepted }) => accepted);
  return { inside: overlapping.filter((usage) => !isRangeWide(usage)), rangeWide: overlapping.filter(isRangeWide) };
}
