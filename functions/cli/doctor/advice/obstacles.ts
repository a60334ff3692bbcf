import { type Cidr, contains, overlaps } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import { holds } from './occupied-ranges.ts';
import type { Ownership } from './ownership.ts';

/** Whether a route leads to `node`, whoever made it. */
const leadsTo = ({ node: target, target: address = '' }: RouteEntry, node: Instance) =>
  target?.id === node.id || address === node.id || node.targetIds.includes(address);

export const claimantsOf = (cidr: Cidr, { nodes }: Inventory): NodeEntry[] =>
  nodes.filter(({ podCidrs }) => podCidrs.includes(cidr));

/** Who claims each accepted range. */
export const claimantsByCidr = ({ nodes }: Inventory): ReadonlyMap<Cidr, readonly NodeEntry[]> => {
  const claims = nodes.flatMap((entry) => [...new Set(entry.podCidrs)].map((cidr) => ({ cidr, entry })));
  const groups = groupBy(claims, ({ cidr }) => cidr);
  return new Map([...groups].map(([cidr, some]) => [cidr, some.map(({ entry }) => entry)]));
};

/** Whether somebody has the range by this route who does not claim it, or whose claim is not accepted. */
const isHeld = ({ status }: RouteEntry) => status === 'conflict' || status === 'retained';

/** The routes that can be in a node's way: few, where a fleet has tens of thousands. */
export const possibleObstacles = ({ routes }: Inventory): RouteEntry[] =>
  routes.filter((route) => isHeld(route) || route.status === 'foreign');

/** Those of `routes` inside an accepted range that lead past the node: to the range itself, or to a part of it. */
export function obstaclesIn(cidr: Cidr, node: Instance, routes: readonly RouteEntry[]): RouteEntry[] {
  return routes
    .filter((route) => (route.destination === cidr ? isHeld(route) : route.status === 'foreign'))
    .filter((route) => !leadsTo(route, node) && contains(cidr, route.destination));
}

/** The holders of a range first, then the earlier launched, as the decision table has it. */
export function byPrecedence(cidr: Cidr, inventory: Inventory) {
  return ({ node: a }: NodeEntry, { node: b }: NodeEntry): number =>
    Number(holds(b, cidr, inventory)) - Number(holds(a, cidr, inventory)) ||
    a.launchedAt - b.launchedAt ||
    (a.id < b.id ? -1 : 1);
}

/** Whether a range leaves other nodes none, or another node holds a part of it, though its own claim is in doubt. */
function isTooWide(
  cidr: Cidr,
  node: Instance,
  { nodes, clusterCidrs }: Inventory,
  obstacles: readonly RouteEntry[],
): boolean {
  if (nodes.length > 1 && clusterCidrs.some((cluster) => contains(cidr, cluster))) return true;
  const held = obstacles.filter((route) => isHeld(route) && route.node !== undefined);
  return held.some((route) => !leadsTo(route, node) && overlaps(cidr, route.destination));
}

/**
 * The accepted ranges that each node is to give up: those that another has, those that are too wide, and those to which somebody's
 * live route is in the way. What a node holds a route to, it keeps.
 */
export function rangesToGiveUp(inventory: Inventory, { holderOf }: Ownership): ReadonlyMap<string, readonly Cidr[]> {
  const given = new Map<string, readonly Cidr[]>();
  const obstacles = possibleObstacles(inventory);
  for (const [cidr, all] of claimantsByCidr(inventory)) {
    const claimants = all.toSorted(byPrecedence(cidr, inventory));
    claimants.forEach(({ node }, at) => {
      const isBlocked = obstaclesIn(cidr, node, obstacles).some((route) => holderOf(route).kind !== 'nobody');
      const isLost = at > 0 || isBlocked || isTooWide(cidr, node, inventory, obstacles);
      if (!isLost || holds(node, cidr, inventory)) return;
      given.set(node.id, [...(given.get(node.id) ?? []), cidr]);
    });
  }
  return given;
}
