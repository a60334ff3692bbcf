import type { Route } from '../model/route.ts';
import type { OwnerOf } from './route-owner.ts';
import type { Instance } from '../model/instance.ts';
import { type Decision, decideExisting } from './decision-table.ts';
import { byPrecedence, decideDuplicate } from './duplicate-routes.ts';

/**
 * Applies the decision table (see `plan`) to one destination in one table: `routes` are those it has there, `winner` is
 * the node that should get it when no claimer holds it. One verdict for each route, or one for their absence.
 */
export function decideRoutes(routes: readonly Route[], ownerOf: OwnerOf, winner: Instance | undefined): Decision[] {
  const [primary, ...duplicates] = routes.map((route) => ({ route, owner: ownerOf(route) })).toSorted(byPrecedence);
  if (primary === undefined) {
    return [{ action: winner === undefined ? { kind: 'none' } : { kind: 'create', node: winner, reason: 'missing' } }];
  }
  const action = decideExisting(primary.route, primary.owner, winner);
  const keeper = primary.owner.kind === 'claimant' ? primary.owner.node : winner;
  const keptRoute = action.kind === 'keep' ? primary.route : undefined;
  return [
    { action, current: primary },
    ...duplicates.map((current) => ({ action: decideDuplicate(current.route, current.owner, keeper, keptRoute), current })),
  ];
}
