import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry, NodeStatus } from '../../../shared/reconcile/inventory/node-entries.ts';
import type { RouteEntry } from '../../../shared/reconcile/inventory/route-entries.ts';
import { within } from '../../../shared/reconcile/model/ranges/cidr.ts';

export type Counts = ReadonlyMap<NodeStatus, number>;

/** How many nodes, and how many routes inside the cluster CIDR, have each status. */
export interface StatusCounts {
  readonly nodes: Counts;
  readonly routes: Counts;
}

function counted(entries: readonly (NodeEntry | RouteEntry)[]): Counts {
  const counts = new Map<NodeStatus, number>([['ok', 0]]);
  for (const { status } of entries) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

export function statusCounts({ nodes, routes, clusterCidrs }: Inventory): StatusCounts {
  const ofPods = routes.filter(({ destination }) => within(clusterCidrs, destination));
  return { nodes: counted(nodes), routes: counted(ofPods) };
}
