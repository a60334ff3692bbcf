import { type Cidr, within } from '../model/ranges/cidr.ts';
import { type ResolvedClaims, rangesByNode } from './claims/resolve-claims.ts';
import { groupBy } from '../model/group-by.ts';
import { leadsTo } from '../model/route.ts';
import { type Instance, labelOf } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type RouteDecision, evaluate } from './evaluate.ts';

/**
 * Whether an instance is ready as a node. `not-found`: the cloud does not know it. `other-network`: it is not in the cluster's
 * network. `not-a-node`: it states no pod CIDR. `not-ready`: something is missing that may still come. `refused`: its pod CIDR
 * is refused, or another node has it, until somebody fixes that.
 */
export type NodeReadiness =
  | { readonly status: 'not-found' | 'other-network' | 'not-a-node' }
  | { readonly status: 'ready'; readonly node: Instance }
  | { readonly status: 'not-ready'; readonly reason: string }
  /** `holder`: the node that has its range. */
  | { readonly status: 'refused'; readonly reason: string; readonly holder?: Instance };

const label = ({ name, id }: Instance) => labelOf(name, id);

/** What keeps one route from leading to the node; undefined when nothing does. */
function blockerOf({ table, destination, current }: RouteDecision, node: Instance): NodeReadiness | undefined {
  const location = `${destination} in ${table}`;
  const owner = current?.owner;
  const inactive: NodeReadiness = { status: 'not-ready', reason: `${location} is not active yet` };
  switch (owner?.kind) {
    case undefined:
    case 'deleted':
    case 'non-claimant':
      return { status: 'not-ready', reason: `${location} does not lead to it yet` };
    case 'claimant':
      if (owner.node.id !== node.id) {
        const reason = `${destination} is held by ${label(owner.node)}; it gets the range when that one ends`;
        return { status: 'refused', reason, holder: owner.node };
      }
      return owner.nextHopMatches && current?.route.state === 'active' ? undefined : inactive;
    case 'unresolved':
    case 'appliance':
      return { status: 'refused', reason: `${location} is held by ${label(owner.node)}` };
    case 'unknown':
      return { status: 'refused', reason: `${location} is held by ${owner.key}` };
    case 'foreign':
      return { status: 'refused', reason: `${location} is held by ${owner.description}` };
    case 'foreign-claimant':
      if (owner.node.id !== node.id) {
        return { status: 'refused', reason: `${location} is held by ${label(owner.node)}, by ${owner.description}` };
      }
      return current?.route.state === 'active' ? undefined : inactive;
  }
}

function claimReadiness(node: Instance, { refused, unresolved }: ResolvedClaims): NodeReadiness | undefined {
  const { claim } = node;
  if (claim.kind === 'postponed') return { status: 'not-ready', reason: 'there was no time to read its pod CIDR' };
  // The instance may still be tagged with it.
  if (claim.kind === 'requested') return { status: 'not-ready', reason: 'it was not told its pod CIDR yet' };
  if (claim.kind === 'computed') return { status: 'not-ready', reason: claim.reason };
  if (claim.kind === 'unreadable' && claim.retryable) return { status: 'not-ready', reason: claim.reason };
  if (!unresolved.has(node.id)) return undefined;
  const reasons = refused.filter((note) => note.node === node.id).map((note) => note.reason);
  return { status: 'refused', reason: reasons.join('; ') };
}

/** Whether in every table of `snapshot` an active route leads each pod CIDR of the instance to it. */
export function readinessIn(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): (instance: string) => NodeReadiness {
  const { claims, decisions } = evaluate(snapshot, clusterCidrs);
  const notFound = new Set(snapshot.notFound);
  const nodes = new Map(snapshot.instances.map((node) => [node.id, node]));
  const ranges = rangesByNode(claims.accepted);
  const routesByDestination = groupBy(decisions, ({ destination }) => destination);
  return (instance) => {
    if (notFound.has(instance)) return { status: 'not-found' };
    const node = nodes.get(instance);
    if (node === undefined || node.state === 'deleted') return { status: 'other-network' };
    if (claims.claimless.has(node.id)) return { status: 'not-a-node' };
    const byClaim = claimReadiness(node, claims);
    if (byClaim !== undefined) return byClaim;
    // Where a cloud allows several routes, a second one splits the traffic: each has a decision.
    const own = (ranges.get(instance) ?? []).flatMap((range) => routesByDestination.get(range) ?? []);
    const blockers = own.map((each) => blockerOf(each, node)).filter((each) => each !== undefined);
    return blockers.find(({ status }) => status === 'refused') ?? blockers[0] ?? { status: 'ready', node };
  };
}

/** The routes inside the cluster CIDR that lead to `node` and are podroutes' to delete. */
export function routesTo(node: Instance, snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Route[] {
  return snapshot.routes.filter(
    ({ destination, nextHop }) =>
      nextHop.kind === 'instance' && leadsTo(nextHop, node) && within(clusterCidrs, destination),
  );
}
