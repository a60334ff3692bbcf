import type { Cidr } from './cidr.ts';
import type { Instance, Provider, Route } from './model.ts';
import type { Owner } from './owner.ts';
import { hopLabel } from './hops.ts';
import type { Finding } from './survey.ts';

/**
 * What the decision table makes of a route, or of a node's routes taken together. `stale`: it would be replaced or deleted.
 * `foreign`: not ours, or outside the cluster CIDR. `conflict`: claimed by several, or held by somebody who does not claim it.
 */
export type RouteStatus = 'ok' | 'missing' | 'stale' | 'blackhole' | 'foreign' | 'conflict';

export interface RouteEntry {
  readonly table: string;
  readonly destination: Cidr;
  /** Where it leads; absent where a route is missing. */
  readonly target?: string;
  readonly state?: Route['state'];
  /** What the cloud calls it, where routes have names. */
  readonly name?: string;
  /** The instance it leads to or, where it is missing, should lead to. */
  readonly node?: Instance;
  readonly status: RouteStatus;
  readonly reason?: string;
}

type Judgement = Pick<RouteEntry, 'status' | 'reason'>;

function judgeKept(owner: Owner, route: Route): Judgement {
  switch (owner.kind) {
    case 'claimer':
      return route.state === 'blackhole'
        ? { status: 'blackhole', reason: `its node is ${owner.node.life}` }
        : { status: 'ok' };
    case 'doubtful':
      return { status: 'conflict', reason: 'the claim of the node it leads to is in doubt' };
    case 'appliance':
      return { status: 'foreign', reason: 'leads to an instance that is no node' };
    case 'unseen':
      return { status: 'foreign', reason: `leads to ${owner.key}, which could not be looked up` };
    case 'foreign':
      return { status: 'foreign' };
    case 'stranger':
    case 'gone':
      return { status: 'stale' };
  }
}

function judge({ verdict, held }: Finding): Judgement | undefined {
  switch (verdict.do) {
    case 'nothing':
      return undefined;
    case 'keep':
      return held === undefined ? undefined : judgeKept(held.owner, held.route);
    case 'create':
      return { status: 'missing' };
    case 'replace':
    case 'delete':
      return verdict.reason === 'blackhole' ? { status: 'blackhole' } : { status: 'stale', reason: verdict.reason };
    case 'contest':
      return { status: 'conflict', reason: verdict.reason };
  }
}

function nodeBehind({ verdict, held }: Finding): Instance | undefined {
  if (held !== undefined && 'node' in held.owner) return held.owner.node;
  return verdict.do === 'create' ? verdict.node : undefined;
}

/** What a route is, whatever may be thought of it. */
export function shown(route: Route, cloud: Provider): Omit<RouteEntry, 'status'> {
  const { table, destination, state, name } = route;
  return { table, destination, target: hopLabel(route.hop, cloud), state, ...(name === undefined ? {} : { name }) };
}

/** A finding as people look at it; undefined where there is neither a route nor a need for one. */
export function entryOf(finding: Finding, cloud: Provider): RouteEntry | undefined {
  const judgement = judge(finding);
  if (judgement === undefined) return undefined;
  const { table, destination, held } = finding;
  const node = nodeBehind(finding);
  return {
    ...(held === undefined ? { table, destination } : shown(held.route, cloud)),
    ...(node === undefined ? {} : { node }),
    ...judgement,
  };
}
