import type { ResolvedClaims } from './claims/resolve-claims.ts';
import type { Cidr } from '../model/ranges/cidr.ts';
import { statesInDoubt } from './claims/retained-routes.ts';
import type { Instance } from '../model/instance.ts';
import { type InstanceTarget, isExpectedTarget, type NextHop, type Route } from '../model/route.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Whose the next hop of a route is, with regard to the route's destination. */
export type Owner =
  /** A live node that claims the destination; `nextHopMatches`: by the right interface or address. */
  | { readonly kind: 'claimant'; readonly node: Instance; readonly nextHopMatches: boolean }
  /** A live node that claims something else. */
  | { readonly kind: 'non-claimant'; readonly node: Instance }
  /** A live node whose claim is not, or not wholly, known. */
  | { readonly kind: 'unresolved'; readonly node: Instance }
  /** A live instance that is no node: an appliance. So is any that has a route to a whole cluster CIDR. */
  | { readonly kind: 'appliance'; readonly node: Instance }
  | { readonly kind: 'deleted' }
  /** An instance or interface that the snapshot does not show. */
  | { readonly kind: 'unknown'; readonly key: string }
  | { readonly kind: 'foreign'; readonly description: string }
  /** Not ours, and leads to a live node that claims the destination, by the right interface or address. */
  | { readonly kind: 'foreign-claimant'; readonly node: Instance; readonly description: string };

export type OwnerOf = (route: Route) => Owner;

type ForeignNextHop = Extract<NextHop, { kind: 'foreign' }>;

/** The node that claims the route's destination and that the route leads to, whoever made it. */
export function claimantOf(owner: Owner): Instance | undefined {
  return owner.kind === 'claimant' || owner.kind === 'foreign-claimant' ? owner.node : undefined;
}

export function ownerResolver(snapshot: Snapshot, claims: ResolvedClaims, clusterCidrs: readonly Cidr[]): OwnerOf {
  const byId = new Map(snapshot.instances.map((node) => [node.id, node]));
  const byTargetId = new Map<string, Instance>();
  for (const node of snapshot.instances) {
    if (node.state === 'deleted') continue;
    for (const targetId of node.targetIds) byTargetId.set(targetId, node);
  }
  const notFound = new Set(snapshot.notFound);
  const isKnownDeleted = (key: string) => snapshot.coverage === 'complete' || notFound.has(key);
  const claimsIt = (node: Instance, route: Route) =>
    claims.accepted.get(route.destination)?.some((claimant) => claimant.id === node.id) ?? false;

  const byClaim = (node: Instance, route: Route): Owner => {
    if (claimsIt(node, route)) {
      const nextHopMatches =
        route.nextHop.kind === 'instance' && isExpectedTarget(route.nextHop, route.destination, node);
      return { kind: 'claimant', node, nextHopMatches };
    }
    if (claims.unresolved.has(node.id)) return { kind: 'unresolved', node };
    // A route to the whole cluster CIDR was made for all nodes, not for this one's pods: it may carry what has no route yet.
    const isAppliance = claims.claimless.has(node.id) || clusterCidrs.includes(route.destination);
    return { kind: isAppliance ? 'appliance' : 'non-claimant', node };
  };

  const instanceAt = ({ targetId }: InstanceTarget) => (targetId === undefined ? undefined : byTargetId.get(targetId));

  const ofForeign = (route: Route, { description, instance }: ForeignNextHop): Owner => {
    if (instance === undefined) return { kind: 'foreign', description };
    const node = instance.instanceId === undefined ? instanceAt(instance) : byId.get(instance.instanceId);
    const isRight = node !== undefined && claimsIt(node, route) && isExpectedTarget(instance, route.destination, node);
    return isRight ? { kind: 'foreign-claimant', node, description } : { kind: 'foreign', description };
  };

  return (route) => {
    if (route.nextHop.kind === 'foreign') return ofForeign(route, route.nextHop);
    const { instanceId: id, targetId } = route.nextHop;
    const instanceAtTarget = instanceAt(route.nextHop);
    const named = id === undefined ? instanceAtTarget : byId.get(id);
    const claimant = [instanceAtTarget, named].find((node) => node !== undefined && claimsIt(node, route));
    const statesIt = () => statesInDoubt(claims.unresolved, instanceAtTarget, route.destination);
    const node = claimant ?? (statesIt() ? instanceAtTarget : named);
    if (node !== undefined) return node.state === 'deleted' ? { kind: 'deleted' } : byClaim(node, route);

    // A blackhole; or active because another instance now has the address of the one that the route was created for. Any other
    // active next hop belongs to somebody, even if the snapshot does not show whom.
    const isDead = instanceAtTarget !== undefined || route.state === 'blackhole';
    const key = id ?? targetId;
    if (key !== undefined && isKnownDeleted(key) && isDead) return { kind: 'deleted' };
    return { kind: 'unknown', key: key ?? 'an unknown target' };
  };
}
