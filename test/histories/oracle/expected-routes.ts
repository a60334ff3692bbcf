import { isInCluster, isWholeCluster, overlap, prefixOf } from './reference-cidr.ts';
import {
  earlier,
  isInScope,
  protectionOf,
  type ActualInstance,
  type ActualRoute,
  type GroundTruth,
} from './ground-truth.ts';

/** What a route is expected to be, in words. */
export const describeRoute = (table: string, destination: string, nextHop: string) =>
  `${table} ${destination} -> ${nextHop}`;

interface Entitlements {
  /** Who may have each range, earliest first. */
  readonly claimants: ReadonlyMap<string, readonly ActualInstance[]>;
  /** Nodes of which something was refused. */
  readonly unresolved: ReadonlySet<string>;
}

/**
 * Ranges that have a route to a claimer already, a right one before others and those of who asks last, then the narrowest, then
 * those of the earliest nodes.
 */
function entitlementsIn({ instances, routes, tables }: GroundTruth): Entitlements {
  const claimants = new Map<string, readonly ActualInstance[]>();
  const unresolved = new Set(instances.filter(({ claim }) => claim.refused === true).map(({ id }) => id));
  const claims = [...new Set(instances.flatMap(({ claim }) => claim.ranges))].map((range) => {
    const by = instances.filter(({ claim }) => claim.ranges.includes(range)).toSorted(earlier);
    // The route of a node that asks makes nobody have what he states.
    const stating = by.filter(({ claim }) => claim.isRequest !== true);
    const holders = stating.length > 0 ? stating : by;
    const held = routes.filter(
      (route) =>
        (!route.foreign || route.isForeignButRight === true) &&
        tables.includes(route.table) &&
        route.destination === range &&
        route.holder !== undefined &&
        holders.includes(route.holder),
    );
    return { range, by, held };
  });
  const isRight = ({ holder, nextHop, destination }: ActualRoute) => nextHop === holder?.nextHopFor(destination);
  const holdingBy = (route: ActualRoute) => (route.holder?.claim.isRequest === true ? 1 : isRight(route) ? 3 : 2);
  const holding = ({ held }: { readonly held: readonly ActualRoute[] }) => Math.max(0, ...held.map(holdingBy));
  claims.sort((a, b) => {
    const [first, second] = [a.by[0], b.by[0]];
    if (first === undefined || second === undefined) return 0;
    return holding(b) - holding(a) || prefixOf(b.range) - prefixOf(a.range) || earlier(first, second);
  });
  // What a node in doubt holds is not up for a claim, in part no more than as a whole.
  const retained = routes.filter(
    ({ holder, foreign, destination }) =>
      !foreign && holder !== undefined && unresolved.has(holder.id) && !isWholeCluster(destination),
  );
  const overlapsRetained = (range: string, by: readonly ActualInstance[]) =>
    retained.some(({ table, destination, holder }) => {
      const isAnothers =
        holder !== undefined && !by.includes(holder) && tables.includes(table) && isInCluster(destination);
      return isAnothers && destination !== range && overlap(destination, range);
    });
  for (const { range, by, held } of claims) {
    const taken = [...claimants.keys()].some((other) => overlap(other, range)) || overlapsRetained(range, by);
    if (!taken) claimants.set(range, by);
    if (!taken) continue;
    for (const { id } of by) unresolved.add(id);
    // Who came too late, but has a route to it already, keeps that.
    retained.push(...held);
  }
  return { claimants, unresolved };
}

const isRightForHolder = ({ isForeignButRight, holder, destination, nextHop }: ActualRoute) =>
  isForeignButRight === true && nextHop === holder?.nextHopFor(destination);

/** Whether that order gives `destination` to whoever is reached by `hop`. */
export function isEntitled(truth: GroundTruth, destination: string, nextHop: string): boolean {
  const claimants = entitlementsIn(truth).claimants.get(destination) ?? [];
  return claimants.some((node) => node.nextHopFor(destination) === nextHop);
}

type RouteStatus = 'correct' | 'wrong-next-hop' | 'protected' | 'removable';

function routeStatusOf(truth: GroundTruth, rights: Entitlements, route: ActualRoute): RouteStatus {
  const { holder, destination, nextHop } = route;
  if (protectionOf(truth, route) === 'foreign') return 'protected';
  if (holder === undefined) return 'removable';
  if (rights.claimants.get(destination)?.includes(holder) === true) {
    return nextHop === holder.nextHopFor(destination) ? 'correct' : 'wrong-next-hop';
  }
  const isNoNodes = holder.claim.isClaimless === true || isWholeCluster(destination);
  return rights.unresolved.has(holder.id) || isNoNodes ? 'protected' : 'removable';
}

/** What one destination of one table comes to: which of its routes stay, and whom a new one leads to. */
function resolveRouteKey(
  standing: (route: ActualRoute) => RouteStatus,
  here: readonly ActualRoute[],
  winner?: ActualInstance,
) {
  const of = (wanted: RouteStatus) =>
    here.filter((route) => standing(route) === wanted).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const [right, misplaced, fixed] = [of('correct'), of('wrong-next-hop'), of('protected')];
  const [kept] = right;
  // Beside a route of ours that is to stay, a second one that works would split the packets.
  const isToRepair = kept === undefined && fixed.every(({ foreign }) => foreign);
  const [repaired] = isToRepair ? misplaced : [];
  const owner = kept?.holder ?? repaired?.holder;
  // Beside the owner's route, one more of its own is one too many; another node's stays, for nobody can tell who is wrong.
  const others = [...right, ...misplaced].filter(
    (route) => route !== kept && route !== repaired && route.holder !== owner,
  );
  const stay = [...(kept === undefined ? [] : [kept]), ...others, ...fixed];
  if (kept !== undefined) return { stay };
  // The range of a node that asks is its own only once it was told that; while it is stopped, it is not.
  if (repaired?.holder?.claim.isRequest === true) return { stay: [...stay, repaired] };
  if (repaired !== undefined) return { stay, made: repaired.holder };
  // Who asks for a range is told it before other tables get a route to it, and while it is stopped it is not.
  const isToWait = winner?.claim.isRequest === true;
  return { stay, made: fixed.length > 0 || isToWait ? undefined : winner };
}

/**
 * What the tables must hold after one resync that nothing disturbs. Restates the rules from what is true, knowing nothing of
 * how they are carried out. All routes, others' included, so that nothing is changed beside.
 */
export function expectedRoutes(truth: GroundTruth): string[] {
  const rights = entitlementsIn(truth);
  const staying = new Set(truth.routes.filter((route) => !isInScope(truth, route)));
  const made: { table: string; destination: string; node: ActualInstance }[] = [];
  const inScope = truth.routes.filter((route) => isInScope(truth, route));
  const destinations = new Set([...rights.claimants.keys(), ...inScope.map(({ destination }) => destination)]);
  for (const destination of destinations) {
    const claimants = rights.claimants.get(destination) ?? [];
    const holders = inScope
      .filter((route) => route.destination === destination && (!route.foreign || isRightForHolder(route)))
      .map(({ holder }) => holder);
    const standing = (route: ActualRoute) => routeStatusOf(truth, rights, route);
    const winner = claimants.find((node) => holders.includes(node)) ?? claimants[0];
    for (const table of truth.tables) {
      const here = inScope.filter((route) => route.table === table && route.destination === destination);
      const { stay, made: node } = resolveRouteKey(standing, here, winner);
      for (const route of stay) staying.add(route);
      if (node !== undefined) made.push({ table, destination, node });
    }
  }
  return [
    ...[...staying].map(({ table, destination, nextHop }) => describeRoute(table, destination, nextHop)),
    ...made.map(({ table, destination, node }) => describeRoute(table, destination, node.nextHopFor(destination))),
  ].toSorted();
}

/** The routes there are, in the words of `expectedRoutes`. */
export function actualRoutes({ routes }: GroundTruth): string[] {
  return routes.map(({ table, destination, nextHop }) => describeRoute(table, destination, nextHop)).toSorted();
}
