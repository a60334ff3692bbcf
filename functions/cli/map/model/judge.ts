import type { RouteEntry, RouteStatus } from '../../../../shared/reconcile/route-entries.ts';
import type { Piece } from './partition.ts';
import type { Claimant, Stake } from './stakes.ts';

/** `refused`: claimed, and the claim is not accepted. `reserved`: the network's own. `free`: nobody's. */
export type BlockStatus = RouteStatus | 'refused' | 'reserved' | 'free';

/** Worst first: a block is only as well off as its worst route. */
export const STATUSES: readonly BlockStatus[] = [
  'conflict',
  'refused',
  'missing',
  'stale',
  'blackhole',
  'foreign',
  'reserved',
  'ok',
  'free',
];

/** What is known of addresses in a row that are treated alike. */
export interface Judged {
  /** The worst of all tables. */
  readonly status: BlockStatus;
  /** In each table, in the order of the tables. */
  readonly statusIn: readonly BlockStatus[];
  readonly claimants: readonly Claimant[];
  /** The routes that their packets follow: in each table those of the longest prefix. */
  readonly routes: readonly RouteEntry[];
}

function worstOf(statuses: readonly BlockStatus[]): BlockStatus {
  return STATUSES.find((status) => statuses.includes(status)) ?? 'free';
}

/** Each node once: as accepted if any of its claims here is. */
function claimantsOf(covers: readonly Stake[]): Claimant[] {
  const claimants = new Map<string, Claimant>();
  for (const claimant of covers.flatMap((stake) => stake.claimants)) {
    if (claimants.get(claimant.node.id)?.accepted !== true) claimants.set(claimant.node.id, claimant);
  }
  return [...claimants.values()];
}

/** What the claims alone make of a block. Two nodes with one range are a conflict, whether or not one of them is refused. */
function statusOfClaims(claimants: readonly Claimant[], covers: readonly Stake[]): BlockStatus {
  const isAccepted = claimants.some(({ accepted }) => accepted);
  if (isAccepted) return claimants.length > 1 ? 'conflict' : 'ok';
  if (claimants.length > 0) return 'refused';
  return covers.some(({ reserved }) => reserved) ? 'reserved' : 'free';
}

function longestPrefixIn(table: string, covers: readonly Stake[]): RouteEntry[] {
  for (const { routes } of covers) {
    const here = routes.filter((route) => route.table === table);
    if (here.length > 0) return here;
  }
  return [];
}

/** Says what a piece of the cluster's range is, in each table and in all. */
export function judge({ covers }: Piece, tables: readonly string[]): Judged {
  const claimants = claimantsOf(covers);
  const claimed = statusOfClaims(claimants, covers);
  const routesIn = tables.map((table) => longestPrefixIn(table, covers));
  const statusIn = routesIn.map((routes) => worstOf([claimed, ...routes.map(({ status }) => status)]));
  return { status: worstOf([claimed, ...statusIn]), statusIn, claimants, routes: routesIn.flat() };
}
