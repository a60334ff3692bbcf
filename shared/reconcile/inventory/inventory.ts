import { type Cidr, within } from '../model/cidr.ts';
import type { Provider } from '../model/instance.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type NodeEntry, nodeEntries } from './node-entries.ts';
import { routeEntryOf, type RouteEntry, routeFields } from './route-entries.ts';
import { evaluate } from '../plan/evaluate.ts';

/** Every node and every route of a network, with its status by the decision table. */
export interface Inventory {
  readonly tables: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly clusterCidrs: readonly Cidr[];
  readonly nodes: readonly NodeEntry[];
  readonly routes: readonly RouteEntry[];
  /** Why the listing is incomplete. */
  readonly gaps: readonly string[];
}

/** Pure, like `plan`. */
export function buildInventory(snapshot: Snapshot, clusterCidrs: readonly Cidr[], cloud: Provider): Inventory {
  const evaluation = evaluate(snapshot, clusterCidrs);
  const managed = evaluation.decisions
    .map((decision) => routeEntryOf(decision, cloud))
    .filter((entry) => entry !== undefined);
  const unmanaged = snapshot.routes
    .filter(({ destination }) => !within(clusterCidrs, destination))
    .map((route): RouteEntry => ({ ...routeFields(route, cloud), status: 'foreign' }));
  const { tables, reserved, gaps } = snapshot;
  return {
    tables,
    reserved,
    clusterCidrs,
    nodes: nodeEntries(snapshot, evaluation, managed),
    routes: [...managed, ...unmanaged],
    gaps,
  };
}
