import { type Cidr, readableCidrs } from '../model/ranges/cidr.ts';
import { claimInText } from '../model/claim.ts';
import { labelOf, type Provider } from '../model/instance.ts';
import { isPublished, isUnstated } from '../model/statement.ts';
import { type Facts, gatherFacts, otherRoutes } from './facts.ts';
import type { KubernetesNode } from './kubernetes-node.ts';
import { type NodeRanges, rangesOf } from './node-ranges.ts';
import type { NetworkView, StatingInstance } from './publication-cloud.ts';

/** What is done about a Node; see `planPublication`. */
type Decision =
  /** `replaces`: what was published before. */
  | { readonly kind: 'write'; readonly instance: StatingInstance; readonly replaces?: string }
  | { readonly kind: 'unchanged'; readonly instance: StatingInstance }
  | Exclude<NodeRanges, { readonly kind: 'ranges' }>
  | { readonly kind: 'shared-range'; readonly node: string }
  | { readonly kind: 'no-instance'; readonly reason: string }
  | { readonly kind: 'shared-instance'; readonly instance: StatingInstance; readonly node: string }
  | { readonly kind: 'asks'; readonly instance: StatingInstance }
  | { readonly kind: 'routed-otherwise'; readonly instance: StatingInstance; readonly routes: readonly Cidr[] }
  | { readonly kind: 'differs'; readonly instance: StatingInstance }
  | { readonly kind: 'held'; readonly instance: StatingInstance; readonly holder: StatingInstance };

export interface PublicationStep {
  readonly node: KubernetesNode;
  /** Those of its ranges that are to be routed; empty where they are unusable. */
  readonly ranges: readonly Cidr[];
  readonly decision: Decision;
}

const asSet = (values: readonly string[]) => values.toSorted().join(' ');

/** Whether the instance states just these ranges, in whatever order and notation. */
function statesAlready({ statement: { text = '' } }: StatingInstance, ranges: readonly Cidr[]): boolean {
  const claim = claimInText(text);
  return claim.kind === 'stated' && asSet(readableCidrs(claim.values)) === asSet(ranges) && claim.values.length > 0;
}

/** The rows about what the instance states. */
function decideByStatement(facts: Facts, name: string, instance: StatingInstance, ranges: readonly Cidr[]): Decision {
  const { statement } = instance;
  if (statesAlready(instance, ranges)) return { kind: 'unchanged', instance };
  if (claimInText(statement.text ?? '').kind === 'requested') return { kind: 'asks', instance };
  if (!isPublished(statement)) {
    const routes = otherRoutes(facts, instance, ranges);
    if (routes.length > 0) return { kind: 'routed-otherwise', instance, routes };
    if (!isUnstated(statement)) return { kind: 'differs', instance };
  }
  const holder = facts.holders.get(name);
  if (holder !== undefined) return { kind: 'held', instance, holder };
  return { kind: 'write', instance, ...(isUnstated(statement) ? {} : { replaces: statement.text ?? '' }) };
}

function decide(facts: Facts, { name }: KubernetesNode, ranges: readonly Cidr[]): Decision {
  const sharing = facts.shared.get(name);
  if (sharing !== undefined) return { kind: 'shared-range', node: sharing };
  const match = facts.matches.get(name) ?? { reason: 'it is not listed' };
  if ('reason' in match) return { kind: 'no-instance', reason: match.reason };
  const { instance } = match;
  const another = facts.nodesByInstance.get(instance.id)?.find((each) => each !== name);
  if (another !== undefined) return { kind: 'shared-instance', instance, node: another };
  return decideByStatement(facts, name, instance, ranges);
}

/**
 * Decides about each Node; the first row that fits counts. Pure and total.
 *
 * | Kubernetes                           | the cloud                                                         | decision             |
 * | ------------------------------------ | ----------------------------------------------------------------- | -------------------- |
 * | has given no range yet               |                                                                   | no-range             |
 * | has written what is no range         |                                                                   | unusable             |
 * | a range not inside the cluster CIDR  |                                                                   | outside-cluster-cidr |
 * | a range that overlaps another Node's |                                                                   | shared-range         |
 * |                                      | no instance                                                       | no-instance          |
 * |                                      | the instance is another Node's too                                | shared-instance      |
 * |                                      | it states the same                                                | unchanged            |
 * |                                      | it asks podroutes for a range (`auto`)                            | asks                 |
 * |                                      | it states something else, which was published before              | write, or held       |
 * |                                      | podroutes' route for another range of the cluster leads to it     | routed-otherwise     |
 * |                                      | it states something else                                          | differs              |
 * |                                      | it states nothing                                                 | write, or held       |
 *
 * `held`: another live instance states an overlapping range that was not published from Kubernetes.
 *
 * Only `write` changes anything. podroutes tells a node its range after it has made a route for it, so a range that it told is
 * never contradicted: such a node asks, or is routed otherwise, or states something that was not published. Nor is an appliance
 * made a node, which would cost it its route.
 */
export function planPublication(
  nodes: readonly KubernetesNode[],
  view: NetworkView,
  clusterCidrs: readonly Cidr[],
  cloud: Provider,
): PublicationStep[] {
  const given = nodes.map((node) => ({ node, found: rangesOf(node, clusterCidrs) }));
  const rangesByNode = new Map(
    given.flatMap(({ node, found }) => (found.kind === 'ranges' ? [[node.name, found.ranges] as const] : [])),
  );
  const facts = gatherFacts(nodes, rangesByNode, view, clusterCidrs, cloud);
  return given.map(({ node, found }) =>
    found.kind === 'ranges'
      ? { node, ranges: found.ranges, decision: decide(facts, node, found.ranges) }
      : { node, ranges: [], decision: found },
  );
}

/** `worker-0 (i-0123456789abcdef0)` */
export const instanceLabel = ({ name, id }: StatingInstance): string => labelOf(name, id);
