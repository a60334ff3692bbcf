import { type Cidr, readableCidrs, within } from '../model/cidr.ts';
import { claimInText } from '../model/claim.ts';
import { groupBy } from '../model/group-by.ts';
import { labelOf, type Provider } from '../model/instance.ts';
import { RangeMap } from '../model/overlapping-ranges.ts';
import { isPublished, isUnstated } from '../model/statement.ts';
import type { KubernetesNode } from './kubernetes-node.ts';
import { instanceMatcher } from './match-instances.ts';
import { type NodeRanges, rangesOf, sharedRanges } from './node-ranges.ts';
import type { NetworkView, StatingInstance } from './publication-cloud.ts';
import { routesByInstance } from './routes-by-instance.ts';

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

const statedRanges = ({ statement: { text = '' } }: StatingInstance): Cidr[] => {
  const claim = claimInText(text);
  return claim.kind === 'stated' ? readableCidrs(claim.values) : [];
};

const asSet = (values: readonly string[]) => values.toSorted().join(' ');

/** Whether the instance states just these ranges, in whatever order and notation. */
function statesAlready({ statement: { text = '' } }: StatingInstance, ranges: readonly Cidr[]): boolean {
  const claim = claimInText(text);
  return claim.kind === 'stated' && asSet(readableCidrs(claim.values)) === asSet(ranges) && claim.values.length > 0;
}

/** For each Node an instance that is not its own and has an overlapping range from somebody else than Kubernetes. */
function holdersByNode(
  nodeRanges: ReadonlyMap<string, readonly Cidr[]>,
  own: ReadonlyMap<string, StatingInstance>,
  { instances }: NetworkView,
): ReadonlyMap<string, StatingInstance> {
  const nodes = new RangeMap<string>();
  for (const [node, ranges] of nodeRanges) for (const range of ranges) nodes.add(range, node);
  const holders = new Map<string, StatingInstance>();
  for (const instance of instances) {
    if (instance.state === 'deleted' || isPublished(instance.statement)) continue;
    for (const node of statedRanges(instance).flatMap((range) => nodes.allOverlapping(range))) {
      if (own.get(node)?.id !== instance.id) holders.set(node, instance);
    }
  }
  return holders;
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
  const usable = new Map<string, readonly Cidr[]>();
  const unusable = new Map<string, Decision>();
  for (const node of nodes) {
    const found = rangesOf(node, clusterCidrs);
    if (found.kind === 'ranges') usable.set(node.name, found.ranges);
    else unusable.set(node.name, found);
  }
  const shared = sharedRanges(usable);
  const matchOf = instanceMatcher(view, cloud);
  const matches = new Map(nodes.map((node) => [node.name, matchOf(node)]));
  const own = new Map([...matches].flatMap(([name, match]) => ('instance' in match ? [[name, match.instance]] : [])));
  const nodesByInstance = groupBy([...own], ([, { id }]) => id);
  const disjoint = new Map([...usable].filter(([name]) => !shared.has(name)));
  const holders = holdersByNode(disjoint, own, view);
  const routesTo = routesByInstance(view.routes);

  const decide = ({ name }: KubernetesNode, ranges: readonly Cidr[]): Decision => {
    const sharing = shared.get(name);
    if (sharing !== undefined) return { kind: 'shared-range', node: sharing };
    const match = matches.get(name) ?? { reason: 'it is not listed' };
    if ('reason' in match) return { kind: 'no-instance', reason: match.reason };
    const { instance } = match;
    const [another] = (nodesByInstance.get(instance.id) ?? []).filter(([each]) => each !== name);
    if (another !== undefined) return { kind: 'shared-instance', instance, node: another[0] };
    if (statesAlready(instance, ranges)) return { kind: 'unchanged', instance };
    const { statement } = instance;
    if (claimInText(statement.text ?? '').kind === 'requested') return { kind: 'asks', instance };
    if (!isPublished(statement)) {
      const others = routesTo(instance).filter(
        ({ destination, nextHop }) =>
          nextHop.kind === 'instance' && within(clusterCidrs, destination) && !ranges.includes(destination),
      );
      const routes = [...new Set(others.map(({ destination }) => destination))];
      if (routes.length > 0) return { kind: 'routed-otherwise', instance, routes };
      if (!isUnstated(statement)) return { kind: 'differs', instance };
    }
    const holder = holders.get(name);
    if (holder !== undefined) return { kind: 'held', instance, holder };
    return { kind: 'write', instance, ...(isUnstated(statement) ? {} : { replaces: statement.text ?? '' }) };
  };

  return nodes.map((node) => {
    const ranges = usable.get(node.name) ?? [];
    return { node, ranges, decision: unusable.get(node.name) ?? decide(node, ranges) };
  });
}

/** `worker-0 (i-0123456789abcdef0)` */
export const instanceLabel = ({ name, id }: StatingInstance): string => labelOf(name, id);
