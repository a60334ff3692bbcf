import type { Route } from '../model/route.ts';
import { claimantOf } from './route-owner.ts';
import type { Instance } from '../model/instance.ts';
import { type RouteAction, conflictIf, decideExisting, type OwnedRoute } from './decision-table.ts';

/** A second route to the destination, in clouds that allow several (GCP), beside the first and what is done about that. */
export function decideDuplicate(
  { route, owner }: OwnedRoute,
  winner: Instance | undefined,
  first: { readonly route: Route; readonly action: RouteAction },
): RouteAction {
  if (owner.kind === 'claimant' && owner.node.id === winner?.id) {
    if (first.action.kind === 'conflict') return first.action;
    const duplicateOf = first.action.kind === 'keep' ? { duplicateOf: first.route } : {};
    return { kind: 'delete', route, reason: 'duplicate', ...duplicateOf };
  }
  const claimant = claimantOf(owner);
  if (claimant !== undefined && claimant.id !== winner?.id) {
    return conflictIf(true, `held by ${claimant.name} (${claimant.id}) too`);
  }
  if (owner.kind === 'deleted' || owner.kind === 'non-claimant') return decideExisting(route, owner, undefined);
  return decideExisting(route, owner, winner);
}

function precedence({ owner, route: { nextHop } }: OwnedRoute): number {
  switch (owner.kind) {
    case 'claimant': {
      if (!owner.nextHopMatches) return 3;
      // Of two routes to the same node the one created for another instance is deleted: its description is wrong.
      return nextHop.kind === 'instance' && (nextHop.instanceId ?? owner.node.id) === owner.node.id ? 0 : 1;
    }
    // One that podroutes made and may not change goes before one that could be replaced: a second route would split the traffic.
    case 'unresolved':
    case 'appliance':
    case 'unknown':
      return 2;
    case 'foreign':
    case 'foreign-claimant':
      return 4;
    case 'deleted':
    case 'non-claimant':
      return 5;
  }
}

export const routesByPrecedence = (a: OwnedRoute, b: OwnedRoute) =>
  precedence(a) - precedence(b) || (a.route.name ?? '').localeCompare(b.route.name ?? '');
