import { type ResolvedClaims, resolveClaims } from './claims/resolve-claims.ts';
import { type Cidr, within } from '../model/cidr.ts';
import { decideRoutes } from './decide-routes.ts';
import type { Decision, RouteAction } from './decision-table.ts';
import { winnerOf } from './claims/winner.ts';
import { groupBy } from '../model/group-by.ts';
import type { Instance } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type OwnerOf, ownerResolver } from './route-owner.ts';

/** A snapshot sorted out: who claims what, who holds what, and what the decision table says of each place. */
export interface Evaluation {
  readonly claims: ResolvedClaims;
  /** Routes inside the cluster CIDR that lead to an instance: the ones podroutes may change. */
  readonly managedCount: number;
  readonly decisions: readonly RouteDecision[];
  readonly winner: (destination: Cidr) => Instance | undefined;
  /** The verdict on one place whose route was read anew. */
  readonly decideFor: (destination: Cidr, route: Route | undefined) => RouteAction;
}

export interface RouteDecision extends Decision {
  readonly table: string;
  readonly destination: Cidr;
}

/** Asks once for each thing. */
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
  const owners = routes.map(ownerOf);
  return new Set(owners.flatMap((owner) => (owner.kind === 'claimant' ? [owner.node.id] : [])));
}

/** Applies the decision table to every destination inside the cluster CIDR, in every table. */
export function evaluate(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Evaluation {
  const routesByDestination = groupBy(snapshot.routes, ({ destination }) => destination);
  const inClusterCidrs = new Map([...routesByDestination].filter(([destination]) => within(clusterCidrs, destination)));
  const claims = resolveClaims(snapshot, clusterCidrs);
  const ownerOf = memoize(ownerResolver(snapshot, claims));
  const winner = memoize((destination: Cidr) =>
    winnerOf(destination, claims, holdersOf(inClusterCidrs.get(destination) ?? [], ownerOf)),
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
