import {
  canonicalCidrs,
  type Cidr,
  contains,
  overlaps,
  within,
} from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';

/** What a node states, whether or not it is accepted; host bits are cleared. */
export const statedCidrs = ({ node: { claim } }: NodeEntry): Cidr[] =>
  canonicalCidrs(claim.kind === 'stated' ? claim.values : []);

const exists = ({ state }: RouteEntry) => state !== undefined;

/** The routes that lead to a node and could be those of its pods. */
export function routesTo(node: Instance, { routes, clusterCidrs, reserved }: Inventory): RouteEntry[] {
  return routes
    .filter((route) => exists(route) && route.node?.id === node.id)
    .filter(({ destination }) => within(clusterCidrs, destination))
    .filter(({ destination }) => !reserved.some((range) => overlaps(range, destination)));
}

export const holds = (node: Instance, cidr: Cidr, inventory: Inventory): boolean =>
  routesTo(node, inventory).some(({ destination }) => destination === cidr);

/** Routes of others that a node would meet when it stated `cidr`. A wider one that is no node's leaves room for it. */
export function rivalRoutes(node: Instance, cidr: Cidr, { routes }: Inventory): RouteEntry[] {
  const isWider = ({ destination, status }: RouteEntry) =>
    status === 'foreign' && destination !== cidr && contains(destination, cidr);
  return routes
    .filter((route) => exists(route) && route.node?.id !== node.id && route.status !== 'stale')
    .filter((route) => overlaps(route.destination, cidr) && !isWider(route));
}

/**
 * All that a new range must not overlap: what nodes state and hold or are about to be given, all routes, the network's own ranges.
 * What takes in a whole cluster CIDR, such as the default route or a statement that is refused for it, takes no addresses from it.
 */
export function occupiedRanges({ nodes, routes, reserved, clusterCidrs, rangesToGive }: Inventory): Cidr[] {
  const takesAll = (cidr: Cidr) => clusterCidrs.some((cluster) => contains(cidr, cluster));
  const claimed = nodes.flatMap(statedCidrs).filter((cidr) => !takesAll(cidr));
  // A node's own route to all of it is kept, and leaves no room.
  const isElsewhere = ({ status, destination }: RouteEntry) => status === 'foreign' && takesAll(destination);
  const routed = routes.filter((route) => exists(route) && !isElsewhere(route)).map(({ destination }) => destination);
  return [...claimed, ...routed, ...reserved, ...rangesToGive];
}
