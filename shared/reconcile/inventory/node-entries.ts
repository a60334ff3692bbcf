import type { Cidr } from '../model/cidr.ts';
import { rangesByNode } from '../plan/claims/resolve-claims.ts';
import { groupBy } from '../model/group-by.ts';
import type { RouteEntry, RouteStatus } from './route-entries.ts';
import type { Instance } from '../model/instance.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { remarksOn } from '../plan/claims/claim-remarks.ts';
import type { Evaluation } from '../plan/evaluate.ts';

/** `refused`: a range it states is not accepted. `unreadable`: what it states could not be read, or is computed at boot. */
export type NodeStatus = RouteStatus | 'refused' | 'unreadable';

export interface NodeEntry {
  readonly node: Instance;
  /** Accepted ranges. */
  readonly podCidrs: readonly Cidr[];
  readonly status: NodeStatus;
  readonly reasons: readonly string[];
}

/** A node has the status of its worst route. */
const WORST_FIRST: readonly NodeStatus[] = [
  'unreadable',
  'refused',
  'conflict',
  'missing',
  'stale',
  'blackhole',
  'foreign',
  'ok',
];

function worstOf(statuses: readonly NodeStatus[]): NodeStatus {
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? 'ok';
}

/** The status of a route for a node that claims its destination: `conflict` unless the route is or will be its own. */
function statusAt(node: Instance, entry: RouteEntry, winner: Instance | undefined): NodeStatus {
  return entry.node?.id === node.id || winner?.id === node.id ? entry.status : 'conflict';
}

export function nodeEntries(snapshot: Snapshot, evaluation: Evaluation, routes: readonly RouteEntry[]): NodeEntry[] {
  const routesByDestination = groupBy(routes, ({ destination }) => destination);
  const cidrsByNode = rangesByNode(evaluation.claims.accepted);
  const refusals = groupBy(evaluation.claims.refused, ({ node }) => node);
  return snapshot.instances
    .filter(({ state, claim: claimStatus }) => state !== 'deleted' && claimStatus.kind !== 'none')
    .map((node) => {
      const podCidrs = cidrsByNode.get(node.id) ?? [];
      const refused = [...(refusals.get(node.id) ?? []), ...remarksOn([node])];
      const entries = podCidrs.flatMap((cidr) => routesByDestination.get(cidr) ?? []);
      const routeStatuses = entries.map((entry) => statusAt(node, entry, evaluation.winner(entry.destination)));
      const claimStatus: NodeStatus = node.claim.kind === 'stated' ? 'refused' : 'unreadable';
      const reasons = [...refused, ...entries].flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
      return {
        node,
        podCidrs,
        status: worstOf(refused.length > 0 ? [claimStatus, ...routeStatuses] : routeStatuses),
        reasons: [...new Set(reasons)],
      };
    });
}
