import { type AddressFamily, type Cidr, familyOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { subtract } from '../analyze/cidr-sets.ts';
import { chooseRange, type RangeContext } from './choose-range.ts';
import { rangesToGiveUp } from './obstacles.ts';
import { occupiedRanges, routesTo, statedCidrs } from './occupied-ranges.ts';
import type { Ownership } from './ownership.ts';

/** What nodes are to state in the place of what they state now, by their ids: a range of each family. */
export type PodCidrPlan = ReadonlyMap<string, readonly Cidr[]>;

/** The families that a node uses; where its text says nothing readable, that of the cluster. */
function familiesOf(entry: NodeEntry, inventory: Inventory): AddressFamily[] {
  const { node } = entry;
  const routed = routesTo(node, inventory).map(({ destination }) => destination);
  const hasAddress = (family: AddressFamily) => node.targetByFamily[family] !== undefined;
  const used = [...new Set([...statedCidrs(entry), ...routed].map(familyOf))].filter(hasAddress);
  // Nobody guesses a range for pods of which nothing is known.
  if (used.length > 0 || node.claim.kind !== 'stated') return used;
  return inventory.clusterCidrs.map(familyOf).filter(hasAddress).slice(0, 1);
}

function statementOf(entry: NodeEntry, context: RangeContext): readonly Cidr[] | undefined {
  const families = familiesOf(entry, context.inventory);
  const cidrs = families.map((family) => chooseRange(entry, family, context)).filter((cidr) => cidr !== undefined);
  const values: readonly string[] = entry.node.claim.kind === 'stated' ? entry.node.claim.values : [];
  const isNew = cidrs.length !== values.length || cidrs.some((cidr) => !values.includes(cidr));
  return isNew && cidrs.length > 0 && cidrs.length === families.length ? cidrs : undefined;
}

/**
 * Chooses for all nodes at once what those have to state that cannot have what they state: no two are told the same. Nodes of other
 * clusters, and those of which nothing sure can be said, are not in it. Pure.
 */
export function planPodCidrs(inventory: Inventory, ownership: Ownership): PodCidrPlan {
  const given = rangesToGiveUp(inventory, ownership);
  const plan = new Map<string, readonly Cidr[]>();
  const candidates = inventory.nodes
    .filter(({ node, status }) => status === 'refused' || status === 'unreadable' || given.has(node.id))
    // Who asks for a range is given one by podroutes.
    .filter(({ node }) => ownership.clusterOf(node) === undefined && node.claim.kind !== 'requested')
    .toSorted(({ node: a }, { node: b }) => a.launchedAt - b.launchedAt || (a.id < b.id ? -1 : 1));
  // What a node holds comes before what is free.
  const byHeld = (entry: NodeEntry) => Number(routesTo(entry.node, inventory).length === 0);
  let free: readonly Cidr[] = subtract(inventory.clusterCidrs, occupiedRanges(inventory));
  for (const entry of candidates.toSorted((a, b) => byHeld(a) - byHeld(b))) {
    const cidrs = statementOf(entry, { inventory, ownership, given, free, chosen: [...plan.values()].flat() });
    if (cidrs === undefined) continue;
    plan.set(entry.node.id, cidrs);
    free = subtract(free, cidrs);
  }
  return plan;
}
