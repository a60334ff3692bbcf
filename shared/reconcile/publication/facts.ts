import { type Cidr, within } from '../model/ranges/cidr.ts';
import { statedRanges } from '../model/stated-ranges.ts';
import { claimInText } from '../model/claim.ts';
import { groupBy } from '../model/group-by.ts';
import type { Provider } from '../model/instance.ts';
import { RangeMap } from '../model/ranges/overlapping-ranges.ts';
import type { Route } from '../model/route.ts';
import { isPublished } from '../model/statement.ts';
import type { KubernetesNode } from './kubernetes-node.ts';
import { instanceMatcher, type Match } from './match-instances.ts';
import { sharedRanges } from './node-ranges.ts';
import type { NetworkView, StatingInstance } from './publication-cloud.ts';
import { routesByInstance } from './routes-by-instance.ts';

const rangesOf = ({ statement: { text = '' } }: StatingInstance): Cidr[] => statedRanges(claimInText(text));

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
    for (const node of rangesOf(instance).flatMap((range) => nodes.allOverlapping(range))) {
      if (own.get(node)?.id !== instance.id) holders.set(node, instance);
    }
  }
  return holders;
}

/** What the decisions about all Nodes are made from. */
export interface Facts {
  readonly clusterCidrs: readonly Cidr[];
  /** Another Node with an overlapping range, by name. */
  readonly shared: ReadonlyMap<string, string>;
  readonly matches: ReadonlyMap<string, Match>;
  readonly nodesByInstance: ReadonlyMap<string, readonly string[]>;
  readonly holders: ReadonlyMap<string, StatingInstance>;
  readonly routesTo: (instance: StatingInstance) => readonly Route[];
}

export function gatherFacts(
  nodes: readonly KubernetesNode[],
  rangesByNode: ReadonlyMap<string, readonly Cidr[]>,
  view: NetworkView,
  clusterCidrs: readonly Cidr[],
  cloud: Provider,
): Facts {
  const shared = sharedRanges(rangesByNode);
  const matchOf = instanceMatcher(view, cloud);
  const matches = new Map(nodes.map((node) => [node.name, matchOf(node)]));
  const own = new Map([...matches].flatMap(([name, match]) => ('instance' in match ? [[name, match.instance]] : [])));
  const names = groupBy([...own], ([, { id }]) => id);
  const disjoint = new Map([...rangesByNode].filter(([name]) => !shared.has(name)));
  return {
    clusterCidrs,
    shared,
    matches,
    nodesByInstance: new Map([...names].map(([id, entries]) => [id, entries.map(([name]) => name)])),
    holders: holdersByNode(disjoint, own, view),
    routesTo: routesByInstance(view.routes),
  };
}

/** The other ranges of the cluster for which podroutes' routes lead to the instance. */
export function otherRoutes(
  { clusterCidrs, routesTo }: Facts,
  instance: StatingInstance,
  ranges: readonly Cidr[],
): Cidr[] {
  const others = routesTo(instance).filter(
    ({ destination, nextHop }) =>
      nextHop.kind === 'instance' && within(clusterCidrs, destination) && !ranges.includes(destination),
  );
  return [...new Set(others.map(({ destination }) => destination))];
}
