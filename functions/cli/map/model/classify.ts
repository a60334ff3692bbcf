import type { RouteEntry, RouteStatus } from '../../../../shared/reconcile/inventory/route-entries.ts';
import type { Segment } from './partition.ts';
import type { Claimant, RangeUsage } from './range-usage.ts';

/** `refused`: claimed, and the claim is not accepted. `reserved`: the network's own. `free`: nobody's. */
export type BlockStatus = Exclude<RouteStatus, 'retained'> | 'refused' | 'reserved' | 'free';

/** Worst first: a block is only as well off as its worst route. */
export const STATUSES_WORST_FIRST: readonly BlockStatus[] = [
  'conflict',
  'refused',
  'missing',
  'stale',
  'blackhole',
  'stopped',
  'foreign',
  'reserved',
  'ok',
  'free',
];

/** Those that somebody should look at. */
export const PROBLEM_STATUSES: readonly BlockStatus[] = ['conflict', 'refused', 'missing', 'stale', 'blackhole'];

/** A route's status on the map: one that is retained has a claim beside it that was refused. */
export const blockStatusOf = ({ status }: RouteEntry): BlockStatus => (status === 'retained' ? 'refused' : status);

/** What is known of addresses in a row that are treated alike. */
export interface SegmentDetails {
  /** The worst of all tables. */
  readonly status: BlockStatus;
  /** In each table, in the order of the tables. */
  readonly statusByTable: readonly BlockStatus[];
  readonly claimants: readonly Claimant[];
  /** The routes that their packets follow: in each table those of the longest prefix. */
  readonly routes: readonly RouteEntry[];
}

function worstStatus(statuses: readonly BlockStatus[]): BlockStatus {
  return STATUSES_WORST_FIRST.find((status) => statuses.includes(status)) ?? 'free';
}

/** Each node once: as accepted if any of its claims here is. */
function claimantsOf(usages: readonly RangeUsage[]): Claimant[] {
  const claimants = new Map<string, Claimant>();
  for (const claimant of usages.flatMap((usage) => usage.claimants)) {
    if (claimants.get(claimant.node.id)?.accepted !== true) claimants.set(claimant.node.id, claimant);
  }
  return [...claimants.values()];
}

/** What the claims alone make of a block, as a plan has it: only accepted claims are in conflict with each other. */
function claimStatus(claimants: readonly Claimant[], usages: readonly RangeUsage[]): BlockStatus {
  const [accepted, ...others] = claimants.filter((claimant) => claimant.accepted);
  if (others.length > 0) return 'conflict';
  if (claimants.some((claimant) => !claimant.accepted)) return 'refused';
  if (accepted !== undefined) return accepted.node.state === 'stopped' ? 'stopped' : 'ok';
  return usages.some(({ reserved }) => reserved) ? 'reserved' : 'free';
}

function longestPrefixMatch(table: string, usages: readonly RangeUsage[]): RouteEntry[] {
  for (const { routes } of usages) {
    const here = routes.filter((route) => route.table === table);
    if (here.length > 0) return here;
  }
  return [];
}

/** Says what a segment of the cluster's range is, in each table and in all. */
export function classify({ usages }: Segment, tables: readonly string[]): SegmentDetails {
  const claimants = claimantsOf(usages);
  const statusByClaims = claimStatus(claimants, usages);
  const routesByTable = tables.map((table) => longestPrefixMatch(table, usages));
  const statusByTable = routesByTable.map((routes) => worstStatus([statusByClaims, ...routes.map(blockStatusOf)]));
  return {
    status: worstStatus([statusByClaims, ...statusByTable]),
    statusByTable,
    claimants,
    routes: routesByTable.flat(),
  };
}
