import type { Instance } from '../model/instance.ts';
import type { ChangeReason } from '../model/route-change.ts';
import type { Route } from '../model/route.ts';
import type { Owner } from './route-owner.ts';

/** What the decision table says about one destination in one table. */
export type RouteAction =
  | { readonly kind: 'none' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'create'; readonly node: Instance; readonly reason: ChangeReason }
  | { readonly kind: 'replace'; readonly route: Route; readonly node: Instance; readonly reason: ChangeReason }
  /** `duplicateOf`: a route that is kept and does the same. */
  | { readonly kind: 'delete'; readonly route: Route; readonly reason: ChangeReason; readonly duplicateOf?: Route }
  /** `ownerUnknown`: the snapshot does not show the holder. */
  | { readonly kind: 'conflict'; readonly reason: string; readonly ownerUnknown?: true };

export interface OwnedRoute {
  readonly route: Route;
  readonly owner: Owner;
}

/** An action and, where there is one, the route that it is about. */
export interface Decision {
  readonly action: RouteAction;
  readonly current?: OwnedRoute;
}

const KEEP: RouteAction = { kind: 'keep' };

function replaceOrDelete(route: Route, winner: Instance | undefined, reason: ChangeReason): RouteAction {
  return winner === undefined ? { kind: 'delete', route, reason } : { kind: 'replace', route, node: winner, reason };
}

export function conflictIf(isClaimed: boolean, reason: string): RouteAction {
  return isClaimed ? { kind: 'conflict', reason } : KEEP;
}

export function decideExisting(route: Route, owner: Owner, winner: Instance | undefined): RouteAction {
  const isClaimed = winner !== undefined;
  switch (owner.kind) {
    case 'claimant': {
      if (!owner.nextHopMatches) return { kind: 'replace', route, node: owner.node, reason: 'wrong interface' };
      const isUnhealed = route.state === 'blackhole' && owner.node.state === 'running';
      return isUnhealed ? { kind: 'replace', route, node: owner.node, reason: 'blackhole' } : KEEP;
    }
    case 'non-claimant':
      return replaceOrDelete(route, winner, 'node claims another range');
    case 'deleted':
      return replaceOrDelete(route, winner, 'target gone');
    case 'unresolved':
      return conflictIf(isClaimed, `held by ${owner.node.name} (${owner.node.id}), whose claim is in doubt`);
    case 'appliance':
      return conflictIf(isClaimed, `held by ${owner.node.name} (${owner.node.id}), which is no node`);
    case 'unknown': {
      const reason = `held by ${owner.key}, which could not be looked up`;
      return isClaimed ? { kind: 'conflict', reason, ownerUnknown: true } : KEEP;
    }
    case 'foreign':
      return conflictIf(isClaimed, `held by ${owner.description}`);
    case 'foreign-claimant': {
      const isUnhealed = route.state === 'blackhole' && owner.node.state === 'running';
      return conflictIf(isUnhealed, `held by ${owner.description}, which is a blackhole`);
    }
  }
}
