import { type Cidr, compareCidrs, within } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import { isRouteOf, type Route } from '../../model/route.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** A range by a route to a node that asks for one. */
export interface ReservedRange {
  readonly cidr: Cidr;
  readonly table: string;
}

/** Whether a node could have a range by this route: it is podroutes', in the cluster CIDR, and not to the whole of one. */
export function mayReserve({ destination, nextHop }: Route, clusterCidrs: readonly Cidr[]): boolean {
  return nextHop.kind === 'instance' && within(clusterCidrs, destination) && !clusterCidrs.includes(destination);
}

/** Whether a route is podroutes', and `node`'s own. A foreign one that leads to it reserves nothing, and stays. */
export function isOwnRoute({ nextHop }: Route, node: Instance): boolean {
  return nextHop.kind === 'instance' && isRouteOf(nextHop, node);
}

/** The table in which a route reserves a range. */
export function firstTable(tables: readonly string[]): string {
  return tables.toSorted()[0] ?? '';
}

/**
 * The ranges that the live nodes which ask for one have by their routes, by node id: those of the first table, else those of
 * the others. Of any size: a node that stated its range and now asks keeps it.
 */
export function reservedRanges(
  { instances, routes, tables }: Snapshot,
  clusterCidrs: readonly Cidr[],
): ReadonlyMap<string, readonly ReservedRange[]> {
  const requesting = instances.filter(({ claim, state }) => claim.kind === 'requested' && state !== 'deleted');
  if (requesting.length === 0) return new Map();
  const byKey = new Map(requesting.flatMap((node) => [node.id, ...node.targetIds].map((key) => [key, node])));
  const nodeOf = ({ nextHop }: Route): Instance | undefined =>
    nextHop.kind === 'instance' ? byKey.get(nextHop.instanceId ?? nextHop.targetId ?? '') : undefined;
  const all = new Map<string, ReservedRange[]>();
  for (const route of routes) {
    const node = nodeOf(route);
    if (node === undefined || !isOwnRoute(route, node) || !mayReserve(route, clusterCidrs)) continue;
    all.set(node.id, [...(all.get(node.id) ?? []), { cidr: route.destination, table: route.table }]);
  }
  const first = firstTable(tables);
  const sorted = (ranges: readonly ReservedRange[]) => ranges.toSorted((a, b) => compareCidrs(a.cidr, b.cidr));
  return new Map(
    [...all].map(([id, ranges]) => {
      const inFirst = ranges.filter(({ table }) => table === first);
      return [id, sorted(inFirst.length > 0 ? inFirst : ranges)];
    }),
  );
}
