import type { Route } from '../model/route.ts';
import type { Owner } from './route-owner.ts';
import type { Instance } from '../model/instance.ts';
import { type RouteAction, conflictIf, decideExisting, type OwnedRoute } from './decision-table.ts';

/** A second route of ours beside the one that counts (clouds that allow several for a destination). */
export function decideDuplicate(
  route: Route,
  owner: Owner,
  winner: Instance | undefined,
  duplicateOf: Route | undefined,
): RouteAction {
  if (owner.kind === 'claimant' && owner.node.id === winner?.id) {
    return { kind: 'delete', route, reason: 'duplicate', ...(duplicateOf === undefined ? {} : { duplicateOf }) };
  }
  if (owner.kind === 'claimant') return conflictIf(true, `held by ${owner.node.name} (${owner.node.id}) too`);
  if (owner.kind === 'deleted' || owner.kind === 'non-claimant') return decideExisting(route, owner, undefined);
  return decideExisting(route, owner, winner);
}

function precedence({ owner, route: { nextHop } }: OwnedRoute): number {
  if (owner.kind === 'claimant') {
    if (!owner.nextHopMatches) return 2;
    // Of two to the same node that which was made for another goes: its name would mislead whoever looks at it later.
    return nextHop.kind === 'instance' && (nextHop.instanceId ?? owner.node.id) === owner.node.id ? 0 : 1;
  }
  // What is not ours decides before what could be re-pointed: a second route beside it would split the traffic.
  return owner.kind === 'deleted' || owner.kind === 'non-claimant' ? 4 : 3;
}

export const byPrecedence = (a: OwnedRoute, b: OwnedRoute) =>
  precedence(a) - precedence(b) || (a.route.name ?? '').localeCompare(b.route.name ?? '');
