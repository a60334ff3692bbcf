import { type Cidr, within } from '../model/ranges/cidr.ts';
import { counted } from '../model/text/counted.ts';
import type { NodeMaskSizes, Provider } from '../model/instance.ts';
import { type Snapshot, unreadClaims } from '../model/snapshot.ts';
import { type NodeEntry, nodeEntries } from './node-entries.ts';
import { routeEntries, type RouteEntry, routeFields } from './route-entries.ts';
import { allocate } from '../plan/allocation/allocate.ts';
import type { AllocationPolicy } from '../plan/allocation/range-chooser.ts';
import { remarksOnOthers } from '../plan/claims/claim-remarks.ts';
import { type UnstatedNode, unstatedNodes } from '../plan/claims/unstated-nodes.ts';
import { type Evaluation, evaluate } from '../plan/evaluate.ts';
import { type FreeRanges, freeRanges } from '../plan/allocation/free-ranges.ts';

/** Every node and every route of a network, with its status by the decision table. */
export interface Inventory {
  readonly tables: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly clusterCidrs: readonly Cidr[];
  readonly nodes: readonly NodeEntry[];
  /** Instances that look like nodes and state no pod CIDR. */
  readonly unstated: readonly UnstatedNode[];
  /** What nodes may get that ask for a range. */
  readonly freeRanges: readonly FreeRanges[];
  /** The ranges that nodes would be given now that ask for one, or would if they ran. */
  readonly rangesToGive: readonly Cidr[];
  readonly routes: readonly RouteEntry[];
  /** Why the listing is incomplete. */
  readonly gaps: readonly string[];
}

function rangesToGive(snapshot: Snapshot, policy: AllocationPolicy, evaluation: Evaluation): Cidr[] {
  const asIfRunning = snapshot.instances.map((each) =>
    each.claim.kind === 'requested' && each.state === 'stopped' ? { ...each, state: 'running' as const } : each,
  );
  const { allocations } = allocate({ ...snapshot, instances: asIfRunning }, policy, evaluation);
  return allocations.flatMap(({ ranges }) => ranges.map(({ cidr }) => cidr));
}

/** What was not read, also of instances that were: what they state may be anything. */
function gapsOf(snapshot: Snapshot): readonly string[] {
  const unread = unreadClaims(snapshot);
  const [first] = unread;
  if (first === undefined) return snapshot.gaps;
  const count = unread.length === 1 ? 'an instance states' : `${counted(unread.length, 'instance')} state`;
  return [...snapshot.gaps, `what ${count} could not be read (${first.reason})`];
}

/** Pure, like `plan`. */
export function buildInventory(
  snapshot: Snapshot,
  clusterCidrs: readonly Cidr[],
  cloud: Provider,
  nodeMaskSizes?: NodeMaskSizes,
): Inventory {
  const policy = { clusterCidrs, nodeMaskSizes };
  const evaluation = evaluate(snapshot, clusterCidrs);
  const managed = routeEntries(evaluation, cloud);
  const unmanaged = snapshot.routes
    .filter(({ destination }) => !within(clusterCidrs, destination))
    .map((route): RouteEntry => ({ ...routeFields(route, cloud), status: 'foreign' }));
  const { tables, reserved } = snapshot;
  return {
    tables,
    reserved,
    clusterCidrs,
    nodes: nodeEntries(snapshot, evaluation, managed, allocate(snapshot, policy, evaluation), cloud),
    unstated: [...remarksOnOthers(snapshot.instances), ...unstatedNodes(snapshot, clusterCidrs)],
    freeRanges: freeRanges(snapshot, policy),
    rangesToGive: rangesToGive(snapshot, policy, evaluation),
    routes: [...managed, ...unmanaged],
    gaps: gapsOf(snapshot),
  };
}
