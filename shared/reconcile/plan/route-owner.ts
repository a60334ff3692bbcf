import type { ResolvedClaims } from './claims/resolve-claims.ts';
import { familyOf } from '../model/cidr.ts';
import type { Instance } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Who stands behind a route's hop, seen from the route's destination. */
export type Owner =
  /** A live node that claims the destination; `placed` says whether the hop is the interface it should be. */
  | { readonly kind: 'claimant'; readonly node: Instance; readonly nextHopMatches: boolean }
  /** A live node that claims something else. */
  | { readonly kind: 'non-claimant'; readonly node: Instance }
  /** A live node whose claim is not, or not wholly, known. */
  | { readonly kind: 'unresolved'; readonly node: Instance }
  /** A live instance that is no node: an appliance. */
  | { readonly kind: 'appliance'; readonly node: Instance }
  | { readonly kind: 'deleted' }
  /** Somebody whom this snapshot does not show. */
  | { readonly kind: 'unknown'; readonly key: string }
  | { readonly kind: 'foreign'; readonly description: string };

export type OwnerOf = (route: Route) => Owner;

function hasExpectedNextHop(route: Route, node: Instance): boolean {
  if (route.nextHop.kind !== 'instance') return false;
  const { instanceId, targetId: via } = route.nextHop;
  if (via === undefined) return instanceId === node.id;
  return via === node.targetByFamily[familyOf(route.destination)];
}

/** Names the owner of any route of `snapshot`. */
export function ownerResolver(snapshot: Snapshot, claims: ResolvedClaims): OwnerOf {
  const byId = new Map(snapshot.instances.map((node) => [node.id, node]));
  const byTargetId = new Map<string, Instance>();
  for (const node of snapshot.instances) {
    if (node.state === 'deleted') continue;
    for (const key of node.targetIds) byTargetId.set(key, node);
  }
  const notFound = new Set(snapshot.notFound);
  const isKnownDeleted = (key: string) => snapshot.coverage === 'complete' || notFound.has(key);
  const claimsIt = (node: Instance, route: Route) =>
    claims.accepted.get(route.destination)?.some((claimant) => claimant.id === node.id) ?? false;

  const byClaim = (node: Instance, route: Route): Owner => {
    if (claimsIt(node, route)) return { kind: 'claimant', node, nextHopMatches: hasExpectedNextHop(route, node) };
    if (claims.unresolved.has(node.id)) return { kind: 'unresolved', node };
    return { kind: node.claim.kind === 'none' ? 'appliance' : 'non-claimant', node };
  };

  return (route) => {
    if (route.nextHop.kind === 'foreign') return { kind: 'foreign', description: route.nextHop.description };
    const { instanceId: id, targetId: via } = route.nextHop;
    const instanceAtTarget = via === undefined ? undefined : byTargetId.get(via);
    if (instanceAtTarget !== undefined && claimsIt(instanceAtTarget, route)) return byClaim(instanceAtTarget, route);

    const node = id === undefined ? instanceAtTarget : byId.get(id);
    if (node !== undefined) return node.state === 'deleted' ? { kind: 'deleted' } : byClaim(node, route);

    // Dead to the eye; or alive, because the address of the instance it was made for serves another now. Any other active hop
    // belongs to somebody, even if no instance of ours has it.
    const isDead = instanceAtTarget !== undefined || route.state === 'blackhole';
    const key = id ?? via;
    if (key !== undefined && isKnownDeleted(key) && isDead) return { kind: 'deleted' };
    return { kind: 'unknown', key: key ?? 'an unknown target' };
  };
}
