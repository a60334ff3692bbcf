import {
  type AddressFamily,
  type Cidr,
  familyOf,
  overlaps,
  readableCidrs,
  within,
} from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { firstFreeCidr } from '../analyze/cidr-sets.ts';
import { rivalRoutes, routesTo, statedCidrs } from './occupied-ranges.ts';
import type { Ownership } from './ownership.ts';

/** The sizes of pod CIDRs where the node's own statement does not say. */
const USUAL_SIZES = readableCidrs(['10.200.0.0/24', 'fd00:10::/64']);

/** What a range is chosen by. */
export interface RangeContext {
  readonly inventory: Inventory;
  readonly ownership: Ownership;
  /** Accepted ranges that nodes are to give up. */
  readonly given: ReadonlyMap<string, readonly Cidr[]>;
  /** The ranges chosen for other nodes. */
  readonly chosen: readonly Cidr[];
  /** What is left of the cluster CIDRs. */
  readonly free: readonly Cidr[];
}

const overlapsAny = (cidr: Cidr, ranges: readonly Cidr[]) => ranges.some((range) => overlaps(range, cidr));

const ofFamily = (family: AddressFamily) => (cidr: Cidr) => familyOf(cidr) === family;

/** Whether nobody but `entry` states a range that overlaps `cidr`, of the nodes that count. */
function isUnclaimed(entry: NodeEntry, cidr: Cidr, { nodes }: Inventory, counts: (other: NodeEntry) => boolean) {
  const others = nodes.filter((other) => other !== entry && counts(other));
  return !overlapsAny(cidr, others.flatMap(statedCidrs));
}

/** A range that the node has a route to. Others that state it move, unless they are another cluster's or were accepted for good. */
function canKeep(entry: NodeEntry, cidr: Cidr, { inventory, ownership, given }: RangeContext): boolean {
  const stays = ({ node, podCidrs }: NodeEntry) =>
    ownership.clusterOf(node) !== undefined ||
    podCidrs.some((own) => overlaps(own, cidr) && given.get(node.id)?.includes(own) !== true);
  const isClear = rivalRoutes(entry.node, cidr, inventory).length === 0;
  return isClear && isUnclaimed(entry, cidr, inventory, stays);
}

/** A range that the node has to itself. */
function isItsOwn(entry: NodeEntry, cidr: Cidr, { inventory, chosen }: RangeContext): boolean {
  const { clusterCidrs, reserved, rangesToGive } = inventory;
  if (!within(clusterCidrs, cidr) || overlapsAny(cidr, [...reserved, ...chosen, ...rangesToGive])) return false;
  const isClear = rivalRoutes(entry.node, cidr, inventory).length === 0;
  return isClear && isUnclaimed(entry, cidr, inventory, () => true);
}

/** What was meant, where only the spelling is wrong; else a free range of the size that the node states, or of the usual one. */
function newRange(entry: NodeEntry, family: AddressFamily, context: RangeContext): Cidr | undefined {
  const { claim } = entry.node;
  const values: readonly string[] = claim.kind === 'stated' ? claim.values : [];
  const stated = statedCidrs(entry).filter(ofFamily(family));
  const meant = stated.find((cidr) => !values.includes(cidr) && isItsOwn(entry, cidr, context));
  if (meant !== undefined) return meant;
  return [...stated, ...USUAL_SIZES.filter(ofFamily(family))]
    .map((size) => firstFreeCidr(context.free, [], size))
    .find((free) => free !== undefined);
}

/**
 * The range of one family that a node is to state: the accepted one, or one that it has a route to, or else a new one. Undefined
 * where it holds several, or shares the one that it holds: whatever it states, a route that works could be lost.
 */
export function chooseRange(entry: NodeEntry, family: AddressFamily, context: RangeContext): Cidr | undefined {
  const givenUp = context.given.get(entry.node.id) ?? [];
  const routes = routesTo(entry.node, context.inventory).filter(({ destination }) => familyOf(destination) === family);
  const held = [...new Set(routes.filter(({ status }) => status !== 'stale').map(({ destination }) => destination))];
  const stated = statedCidrs(entry);
  const accepted = entry.podCidrs.filter(ofFamily(family)).find((cidr) => !givenUp.includes(cidr));
  if (accepted !== undefined && (held.length === 0 || held.includes(accepted))) {
    return held.some((cidr) => cidr !== accepted && stated.includes(cidr)) ? undefined : accepted;
  }
  const [only, another] = held;
  if (only !== undefined) return another === undefined && canKeep(entry, only, context) ? only : undefined;
  const former = routes.map(({ destination }) => destination).find((cidr) => isItsOwn(entry, cidr, context));
  return former ?? newRange(entry, family, context);
}
