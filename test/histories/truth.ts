import { isInCluster, overlap } from './ranges.ts';
import type { Statement } from './statements.ts';

/** An instance as it is, whatever an API shows of it. */
export interface TrueInstance {
  readonly id: string;
  readonly launchedAt: number;
  /** Running, stopped and so on, in the cloud's own words. */
  readonly status: string;
  readonly statement: Statement;
  /** Where a route to it must lead, by the destination. */
  readonly hopFor: (destination: string) => string;
}

/** A route as it is. */
export interface TrueRoute {
  /** The cloud's own record: another object is another route, or the same one changed. */
  readonly record: object;
  /** What it is called by: one place in a table on AWS, a name on GCP. */
  readonly key: string;
  readonly table: string;
  readonly destination: string;
  readonly hop: string;
  /** By kind, mark or place nobody's but somebody else's, whoever stands behind it. */
  readonly foreign: boolean;
  /** The live instance that it is for. */
  readonly holder: TrueInstance | undefined;
  /** It was made for another, whose address the holder has now; it is the holder's only as long as the holder may have the range. */
  readonly borrowed?: boolean;
  /** The instance it was made for, alive or not, where that is known. */
  readonly madeFor: string | undefined;
}

export interface Truth {
  /** The cluster's tables. */
  readonly tables: readonly string[];
  /** Live instances of the network. */
  readonly instances: readonly TrueInstance[];
  /** All routes there are, of other tables and networks too. */
  readonly routes: readonly TrueRoute[];
}

/** Whether somebody wants a part of the range, or more than it. */
function isDisputed(instances: readonly TrueInstance[], destination: string): boolean {
  const ranges = instances.flatMap(({ statement }) => statement.ranges);
  return ranges.some((range) => range !== destination && overlap(range, destination));
}

/**
 * Why a route may not be changed: `foreign` never, whatever happens; `claimed` as long as a live node claims it and it leads to
 * the right place; `doubtful` and `appliance` as long as its holder is one. Undefined: it may.
 */
type Protection = 'foreign' | 'claimed' | 'doubtful' | 'appliance' | undefined;

export function protectionOf(truth: Truth, route: TrueRoute): Protection {
  const { foreign, holder, destination, hop } = route;
  if (foreign || !isPlace(truth, route)) return 'foreign';
  if (holder === undefined) return undefined;
  const { statement } = holder;
  if (statement.ranges.includes(destination)) {
    if (route.borrowed === true && isDisputed(truth.instances, destination)) return undefined;
    return hop === holder.hopFor(destination) ? 'claimed' : undefined;
  }
  if (statement.refused === true) return 'doubtful';
  return statement.says === undefined ? 'appliance' : undefined;
}

/** Whether a route is one of the cluster's places: in its tables, inside its CIDR. */
export const isPlace = ({ tables }: Truth, { table, destination }: TrueRoute): boolean =>
  tables.includes(table) && isInCluster(destination);

/** The ranges of a node that nobody else wants, neither whole nor in part. */
export function undisputed({ instances }: Truth, node: TrueInstance): string[] {
  const others = instances.filter(({ id }) => id !== node.id).flatMap(({ statement }) => statement.ranges);
  return node.statement.ranges.filter((range) => !others.some((other) => overlap(other, range)));
}

/** Where a node has no route to a range that nobody else wants; of one in doubt nothing is said. */
export function placesLacking(truth: Truth, instance: string): string[] {
  const node = truth.instances.find(({ id }) => id === instance);
  if (node === undefined || node.statement.refused === true) return [];
  const isThere = (table: string, range: string) =>
    truth.routes.some(
      (route) => route.table === table && route.destination === range && route.hop === node.hopFor(range),
    );
  return truth.tables.flatMap((table) =>
    undisputed(truth, node)
      .filter((range) => !isThere(table, range))
      .map((range) => `${range} in ${table}`),
  );
}

/** Whether the same node has the same range by another route too, as a cloud may allow. */
export function hasAnother({ routes }: Truth, { record, table, destination, holder, hop }: TrueRoute): boolean {
  if (holder === undefined) return false;
  const others = routes.filter((other) => other.record !== record && other.holder?.id === holder.id);
  return others.some((other) => other.table === table && other.destination === destination && other.hop === hop);
}
