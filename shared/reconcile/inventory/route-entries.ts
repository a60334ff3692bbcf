import type { Cidr } from '../model/ranges/cidr.ts';
import type { Instance, Provider } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Owner } from '../plan/route-owner.ts';
import { nextHopLabel } from '../model/route.ts';
import type { RouteDecision } from '../plan/evaluate.ts';

/**
 * `stale`: it would be replaced or deleted. `foreign`: not ours, or outside the cluster CIDR. `conflict`: claimed by several, or
 * held by an instance that does not claim it.
 */
export type RouteStatus = 'ok' | 'missing' | 'stale' | 'blackhole' | 'foreign' | 'conflict';

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

function statusOfKept(owner: Owner, route: Route): StatusAndReason {
  switch (owner.kind) {
    case 'claimant':
    case 'foreign-claimant':
      if (route.state === 'blackhole') return { status: 'blackhole', reason: `its node is ${owner.node.state}` };
      return owner.kind === 'claimant' ? { status: 'ok' } : { status: 'ok', reason: 'not ours' };
    case 'unresolved':
      return { status: 'conflict', reason: 'the claim of the node it leads to is in doubt' };
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

function statusOf({ action, current }: RouteDecision): StatusAndReason | undefined {
  switch (action.kind) {
    case 'none':
      return undefined;
    case 'keep':
      return current === undefined ? undefined : statusOfKept(current.owner, current.route);
    case 'create':
      return { status: 'missing' };
    case 'replace':
    case 'delete':
      return action.reason === 'blackhole' ? { status: 'blackhole' } : { status: 'stale', reason: action.reason };
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
export function routeEntryOf(decision: RouteDecision, cloud: Provider): RouteEntry | undefined {
  const statusAndReason = statusOf(decision);
  if (statusAndReason === undefined) return undefined;
  const { table, destination, current } = decision;
  const node = nodeOf(decision);
  return {
    ...(current === undefined ? { table, destination } : routeFields(current.route, cloud)),
    ...(node === undefined ? {} : { node }),
    ...statusAndReason,
  };
}
