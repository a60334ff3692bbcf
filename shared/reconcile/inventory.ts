import { type Cidr, within } from './cidr.ts';
import type { Provider, Snapshot } from './model.ts';
import { type NodeEntry, nodeEntries } from './node-entries.ts';
import { entryOf, type RouteEntry, shown } from './route-entries.ts';
import { survey } from './survey.ts';

/** A network as people look at it: every node and every route, each with what the decision table says of it. */
export interface Inventory {
  readonly tables: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly clusterCidrs: readonly Cidr[];
  readonly nodes: readonly NodeEntry[];
  readonly routes: readonly RouteEntry[];
  /** Why the listing has holes. */
  readonly gaps: readonly string[];
}

/** Looks at a whole network through the decision table, for people. Pure, like `plan`. */
export function takeInventory(snapshot: Snapshot, clusterCidrs: readonly Cidr[], cloud: Provider): Inventory {
  const found = survey(snapshot, clusterCidrs);
  const inside = found.findings.map((finding) => entryOf(finding, cloud)).filter((entry) => entry !== undefined);
  const outside = snapshot.routes
    .filter(({ destination }) => !within(clusterCidrs, destination))
    .map((route): RouteEntry => ({ ...shown(route, cloud), status: 'foreign' }));
  const { tables, reserved, gaps } = snapshot;
  return {
    tables,
    reserved,
    clusterCidrs,
    nodes: nodeEntries(snapshot, found, inside),
    routes: [...inside, ...outside],
    gaps,
  };
}
