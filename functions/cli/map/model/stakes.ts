import {
  canonicalCidrs,
  type Cidr,
  contains,
  overlaps,
  type Range,
  rangeOf,
} from '../../../../shared/reconcile/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model.ts';
import type { NodeEntry } from '../../../../shared/reconcile/node-entries.ts';
import type { RouteEntry } from '../../../../shared/reconcile/route-entries.ts';

/** A node that states a range. */
export interface Claimant {
  readonly node: Instance;
  readonly accepted: boolean;
  readonly reasons: readonly string[];
}

/** A range that somebody has to do with: nodes that claim it, routes that lead there, the network whose own it is. */
export interface Stake {
  readonly cidr: Cidr;
  readonly range: Range;
  readonly claimants: Claimant[];
  readonly routes: RouteEntry[];
  reserved: boolean;
}

/** The ranges of a node's statement that were not accepted. What is no range at all is nothing to draw, and may be a secret. */
function refusedRanges({ node, podCidrs }: NodeEntry): Cidr[] {
  if (node.claim.kind !== 'stated') return [];
  return [...new Set(canonicalCidrs(node.claim.values))].filter((cidr) => !podCidrs.includes(cidr));
}

/** Every range that the inventory speaks of, once. */
export function stakesIn({ nodes, routes, reserved }: Inventory): Stake[] {
  const stakes = new Map<Cidr, Stake>();
  const at = (cidr: Cidr): Stake => {
    const known = stakes.get(cidr) ?? { cidr, range: rangeOf(cidr), claimants: [], routes: [], reserved: false };
    stakes.set(cidr, known);
    return known;
  };
  for (const entry of nodes) {
    const { node, podCidrs, reasons } = entry;
    for (const cidr of podCidrs) at(cidr).claimants.push({ node, accepted: true, reasons });
    for (const cidr of refusedRanges(entry)) at(cidr).claimants.push({ node, accepted: false, reasons });
  }
  for (const route of routes) at(route.destination).routes.push(route);
  for (const cidr of reserved) at(cidr).reserved = true;
  return [...stakes.values()];
}

export interface Sorted {
  /** Those that decide what the addresses of the range are. */
  readonly inside: readonly Stake[];
  /** Claims that were refused and routes that are not ours, for all of the range: they tell no block from another. */
  readonly broad: readonly Stake[];
}

/** The stakes in one range of the cluster. Routes that reach beyond it, such as the default route, have none. */
export function stakesOf(range: Cidr, stakes: readonly Stake[]): Sorted {
  const touching = stakes
    .filter(({ cidr }) => overlaps(range, cidr))
    .map((stake) => (contains(range, stake.cidr) ? stake : { ...stake, routes: [] }))
    .filter(({ claimants, routes, reserved }) => claimants.length > 0 || routes.length > 0 || reserved);
  const isBroad = ({ cidr, claimants, reserved }: Stake) =>
    contains(cidr, range) && !reserved && !claimants.some(({ accepted }) => accepted);
  return { inside: touching.filter((stake) => !isBroad(stake)), broad: touching.filter(isBroad) };
}
