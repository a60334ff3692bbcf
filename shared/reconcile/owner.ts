import type { Claims } from './claims.ts';
import { familyOf } from './cidr.ts';
import type { Instance, Route, Snapshot } from './model.ts';

/** Who stands behind a route's hop, seen from the route's destination. */
export type Owner =
  /** A live node that claims the destination; `placed` says whether the hop is the interface it should be. */
  | { readonly kind: 'claimer'; readonly node: Instance; readonly placed: boolean }
  /** A live node that claims something else. */
  | { readonly kind: 'stranger'; readonly node: Instance }
  /** A live node whose claim is not, or not wholly, known. */
  | { readonly kind: 'doubtful'; readonly node: Instance }
  /** A live instance that is no node: an appliance. */
  | { readonly kind: 'appliance'; readonly node: Instance }
  | { readonly kind: 'gone' }
  /** Somebody whom this snapshot does not show. */
  | { readonly kind: 'unseen'; readonly key: string }
  | { readonly kind: 'foreign'; readonly what: string };

export type OwnerOf = (route: Route) => Owner;

function hasRightHop(route: Route, node: Instance): boolean {
  if (route.hop.kind !== 'instance') return false;
  const { instance, interface: via } = route.hop;
  if (via === undefined) return instance === node.id;
  return via === node.target[familyOf(route.destination)];
}

/** Names the owner of any route of `snapshot`. */
export function ownersIn(snapshot: Snapshot, claims: Claims): OwnerOf {
  const byId = new Map(snapshot.instances.map((node) => [node.id, node]));
  const byInterface = new Map<string, Instance>();
  for (const node of snapshot.instances) {
    if (node.life === 'gone') continue;
    for (const key of node.reachedBy) byInterface.set(key, node);
  }
  const missing = new Set(snapshot.missing);
  const isAbsent = (key: string) => snapshot.view === 'complete' || missing.has(key);
  const claimsIt = (node: Instance, route: Route) =>
    claims.accepted.get(route.destination)?.some((claimer) => claimer.id === node.id) ?? false;

  const byClaim = (node: Instance, route: Route): Owner => {
    if (claimsIt(node, route)) return { kind: 'claimer', node, placed: hasRightHop(route, node) };
    if (claims.doubtful.has(node.id)) return { kind: 'doubtful', node };
    return { kind: node.claim.kind === 'none' ? 'appliance' : 'stranger', node };
  };

  return (route) => {
    if (route.hop.kind === 'foreign') return { kind: 'foreign', what: route.hop.what };
    const { instance: id, interface: via } = route.hop;
    const behind = via === undefined ? undefined : byInterface.get(via);
    if (behind !== undefined && claimsIt(behind, route)) return byClaim(behind, route);

    const node = id === undefined ? behind : byId.get(id);
    if (node !== undefined) return node.life === 'gone' ? { kind: 'gone' } : byClaim(node, route);

    // Dead to the eye; or alive, because the address of the instance it was made for serves another now. Any other active hop
    // belongs to somebody, even if no instance of ours has it.
    const isDead = behind !== undefined || route.state === 'blackhole';
    const key = id ?? via;
    if (key !== undefined && isAbsent(key) && isDead) return { kind: 'gone' };
    return { kind: 'unseen', key: key ?? 'an unknown target' };
  };
}
