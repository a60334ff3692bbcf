import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry, NodeStatus } from '../../../shared/reconcile/inventory/node-entries.ts';
import type { RouteEntry } from '../../../shared/reconcile/inventory/route-entries.ts';
import { groupBy } from '../../../shared/reconcile/model/group-by.ts';
import { within } from '../../../shared/reconcile/model/ranges/cidr.ts';

export type Counts = ReadonlyMap<NodeStatus, number>;

/** What has each status, by its name, sorted; each once. */
export type Names = ReadonlyMap<NodeStatus, readonly string[]>;

/** How many nodes, and how many routes inside the cluster CIDR, have each status. */
export interface StatusCounts {
  readonly nodes: Counts;
  readonly routes: Counts;
  /** The names of the nodes, and the ranges that the routes lead to. */
  readonly names: { readonly nodes: Names; readonly routes: Names };
}

function counted(entries: readonly (NodeEntry | RouteEntry)[]): Counts {
  const counts = new Map<NodeStatus, number>([['ok', 0]]);
  for (const { status } of entries) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

const byNumber = new Intl.Collator('en', { numeric: true });

function named<Entry extends NodeEntry | RouteEntry>(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
): Names {
  return new Map(
    [...groupBy(entries, ({ status }) => status)].map(([status, alike]): [NodeStatus, string[]] => [
      status,
      [...new Set(alike.map(nameOf))].toSorted(byNumber.compare),
    ]),
  );
}

export function statusCounts({ nodes, routes, clusterCidrs }: Inventory): StatusCounts {
  const ofPods = routes.filter(({ destination }) => within(clusterCidrs, destination));
  const names = { nodes: named(nodes, ({ node }) => node.name), routes: named(ofPods, (route) => route.destination) };
  return { nodes: counted(nodes), routes: counted(ofPods), names };
}
