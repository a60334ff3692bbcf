import type { Route } from '../model/route.ts';
import { claimantOf, type Owner } from './route-owner.ts';
import type { Instance } from '../model/instance.ts';
import { type RouteAction, conflictIf, decideExisting, type OwnedRoute } from './decision-table.ts';

/** A second route to the destination, in clouds that allow several (GCP). `duplicateOf` is the first if that is kept. */
export function decideDuplicate(
  route: Route,
  owner: Owner,
  winner: Instance | undefined,
  duplicateOf: Route | undefined,
): RouteAction {
  if (owner.kind === 'claimant' && owner.node.id === winner?.id) {
    return { kind: 'delete', route, reason: 'duplicate', ...(duplicateOf === undefined ? {} : { duplicateOf }) };
  }
  const claimant = claimantOf(owner);
  if (claimant !== undefined && claimant.id !== winner?.id) {
    return conflictIf(true, `held by ${claimant.name} (${claimant.id}) too`);
  }
  if (owner.kind === 'deleted' || owner.kind === 'non-claimant') return decideExisting(route, owner, undefined);
  return decideExisting(route, owner, winner);
}

function precedence({ owner, route: { nextHop } }: OwnedRoute): number {
  if (owner.kind === 'claimant') {
    if (!owner.nextHopMatches) return 2;
    // Of two routes to the same node the one created for another instance is deleted: its description is wrong.
    return nextHop.kind === 'instance' && (nextHop.instanceId ?? owner.node.id) === owner.node.id ? 0 : 1;
  }
  // A route that is not ours goes before one that could be replaced: a second route would split the traffic.
  return owner.kind === 'deleted' || owner.kind === 'non-claimant' ? 4 : 3;
}

export const routesByPrecedence = (a: OwnedRoute, b: OwnedRoute) =>
  precedence(a) - precedence(b) || (a.route.name ?? '').localeCompare(b.route.name ?? '');
