import type { Cidr } from '../model/ranges/cidr.ts';
import { rangesByNode } from '../plan/claims/resolve-claims.ts';
import { groupBy } from '../model/group-by.ts';
import type { RouteEntry, RouteStatus } from './route-entries.ts';
import { isOwn, remarksOnRoute } from './route-remarks.ts';
import type { Instance, Provider } from '../model/instance.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NodeNote } from '../model/conflict.ts';
import type { AllocationPlan } from '../plan/allocation/allocate.ts';
import { noteOn } from '../plan/claims/node-claims.ts';
import { remarksOn } from '../plan/claims/claim-remarks.ts';
import type { Evaluation } from '../plan/evaluate.ts';

/**
 * `stopped`: nothing else is wrong with it. `refused`: a range it states is not accepted. `unreadable`: what it states could not
 * be read, or is computed at boot. `asking`: it asks for a range and was not told one yet. `not-forwarding`: the cloud drops its
 * pods' packets, whatever routes it has.
 */
export type NodeStatus = RouteStatus | 'refused' | 'unreadable' | 'asking' | 'not-forwarding';

export interface NodeEntry {
  readonly node: Instance;
  /** Accepted ranges, and those that are reserved for it. */
  readonly podCidrs: readonly Cidr[];
  readonly status: NodeStatus;
  readonly reasons: readonly string[];
}

/** A node has the status of its worst route. */
const WORST_FIRST: readonly NodeStatus[] = [
  'unreadable',
  'refused',
  'conflict',
  'retained',
  'asking',
  'missing',
  'stale',
  'blackhole',
  'not-forwarding',
  'stopped',
  'foreign',
  'ok',
];

function worstOf(statuses: readonly NodeStatus[]): NodeStatus {
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? 'ok';
}

/** The status of a route for a node that claims its destination: `conflict` unless the route is or will be its own. */
function statusAt(node: Instance, entry: RouteEntry, evaluation: Evaluation): NodeStatus {
  return isOwn(node, entry, evaluation) ? entry.status : 'conflict';
}

const FORWARDING_OFF: Readonly<Record<Provider, string>> = {
  aws: 'its source/dest check is on',
  gcp: 'its canIpForward is off',
};

/** What the node itself says. While it stops, EC2 may still call its routes active; while it boots, it may still be set up. */
function ownStatus({ state, canIpForward }: Instance): NodeStatus {
  if (state === 'stopped') return 'stopped';
  return state === 'running' && !canIpForward ? 'not-forwarding' : 'ok';
}

function claimStatusOf({ claim }: Instance): NodeStatus {
  if (claim.kind === 'requested') return 'asking';
  return claim.kind === 'stated' ? 'refused' : 'unreadable';
}

/** What there is to say of a node that asks for a range. */
function requestNotes(node: Instance, podCidrs: readonly Cidr[], { exhausted, contested }: AllocationPlan): NodeNote[] {
  if (node.claim.kind !== 'requested') return [];
  const obstacles = [...exhausted, ...contested].filter((note) => note.node === node.id);
  if (obstacles.length > 0) return obstacles;
  if (podCidrs.length === 0) return [noteOn(node, 'asks for a pod CIDR and has none yet')];
  const isAre = podCidrs.length === 1 ? 'is' : 'are';
  return [
    noteOn(node, `asks for a pod CIDR; ${podCidrs.join(' and ')} ${isAre} reserved for it, which it was not told yet`),
  ];
}

export function nodeEntries(
  snapshot: Snapshot,
  evaluation: Evaluation,
  routes: readonly RouteEntry[],
  allocation: AllocationPlan,
  cloud: Provider,
): NodeEntry[] {
  const routesByDestination = groupBy(routes, ({ destination }) => destination);
  const cidrsByNode = rangesByNode(evaluation.claims.accepted);
  const { claimless } = evaluation.claims;
  const refusals = groupBy(evaluation.claims.refused, ({ node }) => node);
  return snapshot.instances
    .filter(({ id, state }) => state !== 'deleted' && !claimless.has(id))
    .map((node) => {
      const podCidrs = cidrsByNode.get(node.id) ?? [];
      const requested = requestNotes(node, podCidrs, allocation);
      const refused = [...(refusals.get(node.id) ?? []), ...remarksOn([node]), ...requested];
      const entries = podCidrs.flatMap((cidr) => routesByDestination.get(cidr) ?? []);
      const own = ownStatus(node);
      const statuses = [own, ...entries.map((entry) => statusAt(node, entry, evaluation))];
      const remarks = entries.flatMap((entry) => remarksOnRoute(node, entry, evaluation));
      return {
        node,
        podCidrs,
        status: worstOf(refused.length > 0 ? [claimStatusOf(node), ...statuses] : statuses),
        reasons: [
          ...new Set([
            ...refused.map(({ reason }) => reason),
            ...remarks,
            ...(own === 'not-forwarding' ? [FORWARDING_OFF[cloud]] : []),
          ]),
        ],
      };
    });
}
