import { type Family, familyOf, isInCluster, isWholeCluster, overlap } from './reference-cidr.ts';
import type { ClaimSample } from '../generate/claim-samples.ts';

/** An instance as it is, whatever an API shows of it. */
export interface ActualInstance {
  readonly id: string;
  readonly launchedAt: number;
  /** Running, stopped and so on, in the cloud's own words. */
  readonly status: string;
  /** It runs or boots. */
  readonly isUp: boolean;
  readonly claim: ClaimSample;
  /** The families of which it has an address: of each it needs a range. */
  readonly families: readonly Family[];
  /** Another cluster has made a route for it, which leads to it: to give it a range is left to that one. */
  readonly isAnotherClusters?: boolean;
  /** Where a route to it must lead, by the destination. */
  readonly nextHopFor: (destination: string) => string;
}

/** A route as it is. */
export interface ActualRoute {
  /** The cloud's own record: another object is another route, or the same one changed. */
  readonly record: object;
  /** What it is called by: one place in a table on AWS, a name on GCP. */
  readonly key: string;
  readonly table: string;
  readonly destination: string;
  readonly nextHop: string;
  /** By kind, mark or place nobody's but somebody else's, whoever stands behind it. */
  readonly foreign: boolean;
  /** It is foreign and leads the packets of all nodes to the holder: where that claims the range, it is routed. */
  readonly isForeignButRight?: boolean;
  /** It is foreign, and the API shows it as it shows one to a node that has just booted: it may be that node's reservation. */
  readonly isLikeReservation?: boolean;
  /** The live instance that it is for. */
  readonly holder: ActualInstance | undefined;
  /** It was made for the holder and leads to an address that the holder does not have: it reserves nothing. */
  readonly isMisdirected?: boolean;
  /** The instance it was made for, alive or not, where that is known. */
  readonly createdFor: string | undefined;
}

export interface GroundTruth {
  /** The cluster's tables. */
  readonly tables: readonly string[];
  /** The prefix lengths of the ranges that nodes are given. */
  readonly maskSizes: Readonly<Record<Family, number>>;
  /** Live instances of the network. */
  readonly instances: readonly ActualInstance[];
  /** All routes there are, of other tables and networks too. */
  readonly routes: readonly ActualRoute[];
}

/** The order in which instances were launched. */
export const earlier = (a: ActualInstance, b: ActualInstance): number =>
  a.launchedAt - b.launchedAt || (a.id < b.id ? -1 : 1);

/**
 * Why a route may not be changed: `foreign` never, whatever happens; `claimed` as long as a live node claims it and it leads to
 * the right place; `doubtful` and `appliance` as long as its holder is one. Undefined: it may.
 */
type Protection = 'foreign' | 'claimed' | 'unresolved' | 'appliance' | undefined;

export function protectionOf(truth: GroundTruth, route: ActualRoute): Protection {
  const { foreign, holder, destination, nextHop } = route;
  if (foreign || !isInScope(truth, route)) return 'foreign';
  if (holder === undefined) return undefined;
  const { claim } = holder;
  // Of several that were reserved for it at once, and of those that overlap, functions give up what is too much.
  if (claim.isRequest === true && isDisputed(truth, route, holder)) return undefined;
  if (claim.ranges.includes(destination)) {
    return nextHop === holder.nextHopFor(destination) ? 'claimed' : undefined;
  }
  if (isWholeCluster(destination)) return 'appliance';
  if (claim.refused === true) return 'unresolved';
  return claim.isClaimless === true ? 'appliance' : undefined;
}

/** Whether one of the routes that reserve ranges for `holder` is one of several, or in the way of another's: then all are given up. */
function isDisputed(truth: GroundTruth, { table }: ActualRoute, holder: ActualInstance): boolean {
  const isSomebodys = ({ holder: other, destination, isForeignButRight }: ActualRoute) =>
    isForeignButRight === true && other?.claim.ranges.includes(destination) === true;
  const inScope = truth.routes.filter(
    (route) => isInScope(truth, route) && (!route.foreign || route.isLikeReservation === true || isSomebodys(route)),
  );
  const own = inScope.filter((route) => route.holder?.id === holder.id && route.table === table);
  return own.some((route) =>
    inScope.some((other) => {
      if (other.destination === route.destination) return hasItToo(other, route, holder);
      const isOwn = other.holder?.id === holder.id && familyOf(other.destination) === familyOf(route.destination);
      return isOwn || overlap(other.destination, route.destination);
    }),
  );
}

/** Whether another route leads to the destination of one of `holder`, and to somebody who has a right to it. */
const hasItToo = ({ holder: other }: ActualRoute, { destination }: ActualRoute, holder: ActualInstance): boolean =>
  other !== undefined &&
  other.id !== holder.id &&
  (other.claim.isRequest === true || other.claim.ranges.includes(destination));

/** Whether a route is one of the cluster's places: in its tables, inside its CIDR. */
export const isInScope = ({ tables }: GroundTruth, { table, destination }: ActualRoute): boolean =>
  tables.includes(table) && isInCluster(destination);

/** The live instance that has `destination` in one of the cluster's tables. */
export function holderOf({ routes, tables }: GroundTruth, destination: string): ActualInstance | undefined {
  const held = routes.filter((route) => tables.includes(route.table) && route.destination === destination);
  return held.find(({ holder }) => holder !== undefined)?.holder;
}

/** The ranges of a node that nobody else wants, neither whole nor in part. */
export function undisputedRanges({ instances }: GroundTruth, node: ActualInstance): string[] {
  const others = instances.filter(({ id }) => id !== node.id).flatMap(({ claim }) => claim.ranges);
  return node.claim.ranges.filter((range) => !others.some((other) => overlap(other, range)));
}

/** Where a node has no route to a range that nobody else wants; of one in doubt nothing is said. */
export function missingRoutes(truth: GroundTruth, instance: string): string[] {
  const node = truth.instances.find(({ id }) => id === instance);
  if (node === undefined || node.claim.refused === true) return [];
  if (node.claim.isRequest === true) return ['what it was not told yet'];
  const isThere = (table: string, range: string) =>
    truth.routes.some(
      (route) => route.table === table && route.destination === range && route.nextHop === node.nextHopFor(range),
    );
  return truth.tables.flatMap((table) =>
    undisputedRanges(truth, node)
      .filter((range) => !isThere(table, range))
      .map((range) => `${range} in ${table}`),
  );
}

/** Whether the same node has the same range by another route too, as a cloud may allow. */
export function hasDuplicate(
  { routes }: GroundTruth,
  { record, table, destination, holder, nextHop }: ActualRoute,
): boolean {
  if (holder === undefined) return false;
  const others = routes.filter((other) => other.record !== record && other.holder?.id === holder.id);
  return others.some(
    (other) => other.table === table && other.destination === destination && other.nextHop === nextHop,
  );
}
