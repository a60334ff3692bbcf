import { type Cidr, familyOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { firstFew } from '../../../../shared/reconcile/model/text/first-few.ts';
import {
  type BlockedReachability,
  type Direction,
  type FilterRule,
  type PacketFilter,
  type Reachability,
  evaluateReachability,
} from './packet-filter.ts';

/** A node as far as firewalls go. */
export interface PodNode {
  readonly id: string;
  readonly podCidrs: readonly Cidr[];
}

/** The pod ranges on the other side of `members`: a node's own pods reach each other without leaving it. */
export function remotePodCidrs(members: readonly PodNode[], nodes: readonly PodNode[]): Cidr[] {
  const [only] = members;
  const others = members.length === 1 ? nodes.filter(({ id }) => id !== only?.id) : nodes;
  return [...new Set(others.flatMap(({ podCidrs }) => podCidrs))];
}

/** The cluster's ranges of the families that its nodes use. */
export function clusterCidrsInUse(clusterCidrs: readonly Cidr[], nodes: readonly PodNode[]): Cidr[] {
  const families = new Set(nodes.flatMap(({ podCidrs }) => podCidrs.map(familyOf)));
  return clusterCidrs.filter((cidr) => families.has(familyOf(cidr)));
}

export interface Obstruction<Rule extends FilterRule> {
  /** What becomes of packets of the nodes that are there now; where that is all well, more nodes will meet what is `blocked`. */
  readonly now: Reachability['status'];
  readonly blocked: BlockedReachability<Rule>;
  /** The ranges of the cluster that are not let through. */
  readonly missing: readonly Cidr[];
}

/** What a filter drops of packets between pods and `ranges` or, where it drops nothing, the `wide` ranges of the cluster. */
export function findObstruction<Rule extends FilterRule>(
  filter: PacketFilter<Rule>,
  ranges: readonly Cidr[],
  wide: readonly Cidr[],
): Obstruction<Rule> | undefined {
  const now = evaluateReachability(filter, ranges);
  const blocked = now.status === 'open' ? evaluateReachability(filter, wide) : now;
  if (blocked.status === 'open') return undefined;
  const missing = wide.filter((cidr) => evaluateReachability(filter, [cidr]).status !== 'open');
  return { now: now.status, blocked, missing };
}

/** What is dropped, for people: `tcp and udp from 10.200.1.0/24 (rule 90 denies it)`. */
export function describeReachability({ ranges, whole, partly, by }: BlockedReachability, direction: Direction): string {
  const protocols = [...whole, ...partly.map((protocol) => `part of ${protocol}`)].join(', ');
  const denial = by === undefined ? '' : ` (${by.name} denies it)`;
  return `${protocols} ${direction === 'ingress' ? 'from' : 'to'} ${firstFew(ranges)}${denial}`;
}
