import type { Cidr } from './cidr.ts';
import { rangesByNode } from './claims.ts';
import { groupBy } from './group.ts';
import type { RouteEntry, RouteStatus } from './route-entries.ts';
import type { Instance, Snapshot } from './model.ts';
import type { Survey } from './survey.ts';

/** `refused`: a range it states is not accepted. `unreadable`: what it states could not be read. */
export type NodeStatus = RouteStatus | 'refused' | 'unreadable';

export interface NodeEntry {
  readonly node: Instance;
  /** Accepted ranges. */
  readonly podCidrs: readonly Cidr[];
  readonly status: NodeStatus;
  readonly reasons: readonly string[];
}

/** Worst first: a node is only as well off as its worst route. */
const ORDER: readonly NodeStatus[] = [
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
  return ORDER.find((status) => statuses.includes(status)) ?? 'ok';
}

/** How `node` fares at a place that it claims: as its route there, if that is or will be its own. */
function fareOf(node: Instance, entry: RouteEntry, winner: Instance | undefined): NodeStatus {
  return entry.node?.id === node.id || winner?.id === node.id ? entry.status : 'conflict';
}

/** Every node of `snapshot`, each as well off as its routes. */
export function nodeEntries(snapshot: Snapshot, found: Survey, routes: readonly RouteEntry[]): NodeEntry[] {
  const places = groupBy(routes, ({ destination }) => destination);
  const claimed = rangesByNode(found.claims);
  const refusals = groupBy(found.claims.refused, ({ node }) => node);
  return snapshot.instances
    .filter(({ life, claim }) => life !== 'gone' && claim.kind !== 'none')
    .map((node) => {
      const podCidrs = claimed.get(node.id) ?? [];
      const refused = refusals.get(node.id) ?? [];
      const entries = podCidrs.flatMap((cidr) => places.get(cidr) ?? []);
      const fares = entries.map((entry) => fareOf(node, entry, found.winner(entry.destination)));
      const isRead = node.claim.kind !== 'unreadable' && node.claim.kind !== 'unread';
      const claim: NodeStatus = isRead ? 'refused' : 'unreadable';
      const reasons = [...refused, ...entries].flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
      return {
        node,
        podCidrs,
        status: worstOf(refused.length > 0 ? [claim, ...fares] : fares),
        reasons: [...new Set(reasons)],
      };
    });
}
