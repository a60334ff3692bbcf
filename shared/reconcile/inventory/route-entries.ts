import type { Cidr } from '../model/ranges/cidr.ts';
import type { Instance, Provider } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Owner } from '../plan/route-owner.ts';
import { nextHopLabel } from '../model/route.ts';
import { rangesByNode } from '../plan/claims/resolve-claims.ts';
import type { Evaluation, RouteDecision } from '../plan/evaluate.ts';

/**
 * `stale`: it would be replaced or deleted. `stopped`: its node is stopped, so it leads nowhere until that runs again. `foreign`:
 * not ours, or outside the cluster CIDR. `conflict`: claimed by several, or held by an instance that does not claim it. `retained`:
 * it stays though the claim of its node is not accepted or was not read.
 */
export type RouteStatus = 'ok' | 'missing' | 'stale' | 'blackhole' | 'stopped' | 'foreign' | 'conflict' | 'retained';

export interface RouteEntry {
  readonly table: string;
  readonly destination: Cidr;
  /** Where it leads; absent where a route is missing. */
  readonly target?: string;
  readonly state?: Route['state'];
  readonly name?: string;
  /** The instance it leads to or, where it is missing, should lead to. */
  readonly node?: Instance;
  readonly status: RouteStatus;
  readonly reason?: string;
}

type StatusAndReason = Pick<RouteEntry, 'status' | 'reason'>;

/** The accepted ranges of each node, by its id. */
type RangesByNode = ReadonlyMap<string, readonly Cidr[]>;

/** Of a route to the node that claims its range. Of one to a node that is stopped, clouds may say that it is active. */
function statusOfClaimants({ name, state }: Instance, route: Route): StatusAndReason {
  const reason = `node ${name} is ${state}`;
  if (state === 'stopped') return { status: 'stopped', reason };
  return route.state === 'blackhole' ? { status: 'blackhole', reason } : { status: 'ok' };
}

function statusOfKept(owner: Owner, route: Route): StatusAndReason {
  switch (owner.kind) {
    case 'claimant':
      return statusOfClaimants(owner.node, route);
    case 'foreign-claimant':
      return { reason: 'not ours', ...statusOfClaimants(owner.node, route) };
    case 'unresolved':
      return { status: 'retained', reason: `the claim of ${owner.node.name} is not accepted` };
    case 'appliance':
      return { status: 'foreign', reason: 'leads to an instance that is no node' };
    case 'unknown':
      return { status: 'foreign', reason: `leads to ${owner.key}, which could not be looked up` };
    case 'foreign':
      return { status: 'foreign' };
    case 'non-claimant':
    case 'deleted':
      return { status: 'stale' };
  }
}

/** Why a route to a live node is not that node's, in words that name both. */
function claimText({ id, name }: Instance, ranges: RangesByNode): string {
  const own = ranges.get(id) ?? [];
  return own.length === 0 ? `${name} does not claim it` : `${name} claims ${own.join(' and ')}`;
}

function statusOf({ action, current }: RouteDecision, ranges: RangesByNode): StatusAndReason | undefined {
  switch (action.kind) {
    case 'none':
      return undefined;
    case 'keep':
      return current === undefined ? undefined : statusOfKept(current.owner, current.route);
    case 'create':
      return { status: 'missing' };
    case 'replace':
    case 'delete':
      if (action.reason === 'blackhole') return { status: 'blackhole' };
      if (current?.owner.kind !== 'non-claimant') return { status: 'stale', reason: action.reason };
      return { status: 'stale', reason: claimText(current.owner.node, ranges) };
    case 'conflict':
      return { status: 'conflict', reason: action.reason };
  }
}

function nodeOf({ action, current }: RouteDecision): Instance | undefined {
  if (current !== undefined && 'node' in current.owner) return current.owner.node;
  return action.kind === 'create' ? action.node : undefined;
}

export function routeFields(route: Route, cloud: Provider): Omit<RouteEntry, 'status'> {
  const { table, destination, state, name } = route;
  return {
    table,
    destination,
    target: nextHopLabel(route.nextHop, cloud),
    state,
    ...(name === undefined ? {} : { name }),
  };
}

/** Undefined where there is neither a route nor a need for one. */
function routeEntryOf(decision: RouteDecision, cloud: Provider, ranges: RangesByNode): RouteEntry | undefined {
  const statusAndReason = statusOf(decision, ranges);
  if (statusAndReason === undefined) return undefined;
  const { table, destination, current } = decision;
  const node = nodeOf(decision);
  return {
    ...(current === undefined ? { table, destination } : routeFields(current.route, cloud)),
    ...(node === undefined ? {} : { node }),
    ...statusAndReason,
  };
}

/** What the decision table says of the routes inside the cluster CIDR, and of those that are missing there. */
export function routeEntries({ decisions, claims }: Evaluation, cloud: Provider): RouteEntry[] {
  const ranges = rangesByNode(claims.accepted);
  return decisions.map((decision) => routeEntryOf(decision, cloud, ranges)).filter((entry) => entry !== undefined);
}
