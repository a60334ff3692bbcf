import { type Decision, decideExisting, type RouteAction } from './decision-table.ts';
import { routesByPrecedence, decideDuplicate } from './duplicate-routes.ts';
import { type ResolvedClaims, resolveClaims } from './claims/resolve-claims.ts';
import { type Cidr, within } from '../model/ranges/cidr.ts';
import { winnerOf } from './claims/winner.ts';
import { groupBy } from '../model/group-by.ts';
import type { Instance } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { claimantOf, type OwnerOf, ownerResolver } from './route-owner.ts';

/** What the decision table says of each destination in each table of a snapshot. */
export interface Evaluation {
  readonly claims: ResolvedClaims;
  /** Number of routes inside the cluster CIDR that lead to an instance: those that podroutes may change. */
  readonly managedCount: number;
  readonly decisions: readonly RouteDecision[];
  readonly winner: (destination: Cidr) => Instance | undefined;
  /** The action for one destination whose route was read again. */
  readonly decideFor: (destination: Cidr, route: Route | undefined) => RouteAction;
}

export interface RouteDecision extends Decision {
  readonly table: string;
  readonly destination: Cidr;
}

function memoize<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const cache = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const entry = cache.get(key) ?? { value: compute(key) };
    cache.set(key, entry);
    return entry.value;
  };
}

/** Ids of the nodes that claim the destination of `routes` and hold it in some table. */
function holdersOf(routes: readonly Route[], ownerOf: OwnerOf): Set<string> {
  return new Set(routes.flatMap((route) => claimantOf(ownerOf(route))?.id ?? []));
}

/** Applies the decision table to every destination inside the cluster CIDR, in every table. */
export function evaluate(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Evaluation {
  const routesByDestination = groupBy(snapshot.routes, ({ destination }) => destination);
  const inClusterCidrs = new Map([...routesByDestination].filter(([destination]) => within(clusterCidrs, destination)));
  const claims = resolveClaims(snapshot, clusterCidrs);
  const ownerOf = memoize(ownerResolver(snapshot, claims, clusterCidrs));
  const winner = memoize((destination: Cidr) =>
    winnerOf(claims.accepted.get(destination) ?? [], holdersOf(inClusterCidrs.get(destination) ?? [], ownerOf)),
  );

  const decisions: RouteDecision[] = [];
  for (const destination of new Set([...claims.accepted.keys(), ...inClusterCidrs.keys()])) {
    const routes = groupBy(inClusterCidrs.get(destination) ?? [], ({ table }) => table);
    for (const table of snapshot.tables) {
      for (const { action, current } of decideRoutes(routes.get(table) ?? [], ownerOf, winner(destination))) {
        decisions.push({ table, destination, action, ...(current === undefined ? {} : { current }) });
      }
    }
  }
  const managedCount = [...inClusterCidrs.values()].flat().filter((route) => route.nextHop.kind === 'instance').length;
  return {
    claims,
    managedCount,
    decisions,
    winner,
    decideFor: (destination, route) => {
      const [decision] = decideRoutes(route === undefined ? [] : [route], ownerOf, winner(destination));
      return decision?.action ?? { kind: 'none' };
    },
  };
}

/**
 * Applies the decision table (see `plan`) to one destination in one table: `routes` are those it has there, `winner` is
 * the node that should get it when no claimant holds it. One decision for each route, or one if there is none.
 */
function decideRoutes(routes: readonly Route[], ownerOf: OwnerOf, winner: Instance | undefined): Decision[] {
  const [primary, ...duplicates] = routes
    .map((route) => ({ route, owner: ownerOf(route) }))
    .toSorted(routesByPrecedence);
  if (primary === undefined) {
    return [{ action: winner === undefined ? { kind: 'none' } : { kind: 'create', node: winner, reason: 'missing' } }];
  }
  const action = decideExisting(primary.route, primary.owner, winner);
  const keeper = claimantOf(primary.owner) ?? winner;
  return [
    { action, current: primary },
    ...duplicates.map((current) => ({
      action: decideDuplicate(current, keeper, { route: primary.route, action }),
      current,
    })),
  ];
}
