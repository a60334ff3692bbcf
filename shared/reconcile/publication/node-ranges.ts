import { type Cidr, compareCidrs, familyOf, overlaps, parseCidr, within } from '../model/ranges/cidr.ts';
import type { KubernetesNode } from './kubernetes-node.ts';

/** The ranges that Kubernetes has given to a node, as far as the cluster CIDR has their families, or why they are unusable. */
export type NodeRanges =
  | { readonly kind: 'ranges'; readonly ranges: readonly Cidr[] }
  | { readonly kind: 'no-range' }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'outside-cluster-cidr'; readonly range: Cidr };

/**
 * A family that the cluster CIDR leaves out is routed by somebody else. A range as wide as the whole cluster CIDR is no node's: to
 * podroutes it claims nothing.
 */
export function rangesOf({ podCidrs }: KubernetesNode, clusterCidrs: readonly Cidr[]): NodeRanges {
  if (podCidrs.length === 0) return { kind: 'no-range' };
  const ranges: Cidr[] = [];
  for (const text of podCidrs) {
    const parsed = parseCidr(text);
    if ('rule' in parsed) return { kind: 'unusable', reason: `"${text}" ${parsed.rule}` };
    ranges.push(parsed.cidr);
  }
  const families = ranges.map(familyOf);
  if (new Set(families).size < families.length) return { kind: 'unusable', reason: 'there are two of one family' };
  const clusterFamilies = new Set(clusterCidrs.map(familyOf));
  const routed = ranges.filter((range) => clusterFamilies.has(familyOf(range)));
  const outside = (routed.length === 0 ? ranges : routed).find(
    (range) => !within(clusterCidrs, range) || clusterCidrs.includes(range),
  );
  return outside === undefined ? { kind: 'ranges', ranges: routed } : { kind: 'outside-cluster-cidr', range: outside };
}

/**
 * The names of nodes with a range that overlaps another node's, each with another such node. CIDRs nest or are disjoint, so a
 * range overlaps none that is before it in order if not the last one that is still open.
 */
export function sharedRanges(rangesByNode: ReadonlyMap<string, readonly Cidr[]>): ReadonlyMap<string, string> {
  const sorted = [...rangesByNode]
    .flatMap(([node, ranges]) => ranges.map((range) => ({ node, range })))
    .toSorted((a, b) => compareCidrs(a.range, b.range));
  const shared = new Map<string, string>();
  const open: typeof sorted = [];
  for (const entry of sorted) {
    while (open.length > 0 && !open.slice(-1).some(({ range }) => overlaps(range, entry.range))) open.pop();
    const before = open.at(-1);
    open.push(entry);
    if (before === undefined) continue;
    shared.set(entry.node, before.node);
    if (!shared.has(before.node)) shared.set(before.node, entry.node);
  }
  return shared;
}
