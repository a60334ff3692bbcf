import { type Cidr, familyOf } from '../../../../shared/reconcile/cidr.ts';
import type { Passage } from './packet-filter.ts';

/** A node as far as firewalls go. */
export interface PodHost {
  readonly id: string;
  readonly podCidrs: readonly Cidr[];
}

/** The pod ranges on the other side of `members`: a node's own pods reach each other without leaving it. */
export function rangesBeyond(members: readonly PodHost[], nodes: readonly PodHost[]): Cidr[] {
  const [only] = members;
  const others = members.length === 1 ? nodes.filter(({ id }) => id !== only?.id) : nodes;
  return [...new Set(others.flatMap(({ podCidrs }) => podCidrs))];
}

/** The cluster's ranges of the families that its nodes use. */
export function rangesInUse(clusterCidrs: readonly Cidr[], nodes: readonly PodHost[]): Cidr[] {
  const families = new Set(nodes.flatMap(({ podCidrs }) => podCidrs.map(familyOf)));
  return clusterCidrs.filter((cidr) => families.has(familyOf(cidr)));
}

/** What is dropped, for people: `tcp and udp from 10.200.1.0/24 (rule 90 denies it)`. */
export function describePassage(found: Exclude<Passage, { is: 'open' }>, direction: 'ingress' | 'egress'): string {
  const preposition = direction === 'ingress' ? 'from' : 'to';
  const more = found.ranges.length > 3 ? ` and ${found.ranges.length - 3} more` : '';
  const ranges = found.ranges.slice(0, 3).join(', ') + more;
  const by = found.by === undefined ? '' : ` (${found.by.name} denies it)`;
  const protocols = [...found.whole, ...found.partly.map((protocol) => `part of ${protocol}`)];
  return `${protocols.join(', ')} ${preposition} ${ranges}${by}`;
}
