import type { AllocatedRange, Allocation } from '../../model/allocation.ts';
import { type Cidr, familyOf } from '../../model/ranges/cidr.ts';
import type { NodeNote } from '../../model/conflict.ts';
import type { Instance } from '../../model/instance.ts';
import type { RangePool } from '../../model/ranges/range-pool.ts';
import { isRouteOf } from '../../model/route.ts';
import { isInconclusive, type Snapshot } from '../../model/snapshot.ts';
import { noteOn } from '../claims/node-claims.ts';
import { earlierLaunched } from '../claims/winner.ts';
import { firstTable } from '../claims/reserved-ranges.ts';
import type { Evaluation } from '../evaluate.ts';
import { type AllocationPolicy, RangeChooser } from './range-chooser.ts';
import { usableReservations, type UsableReservation } from './usable-reservations.ts';

export interface AllocationPlan {
  readonly allocations: readonly Allocation[];
  /** Nodes for which no range is free. */
  readonly exhausted: readonly NodeNote[];
  /** Nodes that are not told the range that they have by a route, because it may be another one's: nobody loses it. */
  readonly contested: readonly NodeNote[];
  /** Ids of nodes whose range cannot be chosen before more of the network was read. */
  readonly postponed: readonly string[];
}

type Offer = Pick<Allocation, 'ranges' | 'surplus' | 'unusable'>;

/**
 * The nodes that ask for a range. Where clusters share a network (GCP), an instance has no mark of the one it belongs to but the
 * route that was made for it: those with another cluster's are left to that.
 */
function requestingNodes({ instances, routes }: Snapshot): Instance[] {
  const nextHops = routes.map(({ nextHop }) => nextHop);
  const ofOthers = nextHops.filter((nextHop) => nextHop.kind === 'foreign' && nextHop.cluster !== undefined);
  return instances
    .filter(({ claim, state }) => claim.kind === 'requested' && (state === 'pending' || state === 'running'))
    .filter((node) => !ofOthers.some((nextHop) => isRouteOf(nextHop, node)))
    .toSorted(earlierLaunched);
}

function noRangeNote(node: Instance, { cidrs, prefixLength }: RangePool): NodeNote {
  const where = cidrs.length === 0 ? 'the cluster CIDR is too small for one' : `none is free in ${cidrs.join(', ')}`;
  return noteOn(node, `waits for a pod CIDR of /${prefixLength}: ${where}`);
}

/** The reservation of a pool's family that a node may be told, if it has one. */
function reservationFor(pool: RangePool, reservations: readonly UsableReservation[]): UsableReservation | undefined {
  return reservations.find(({ cidr, isLost }) => isLost !== true && familyOf(cidr) === pool.family);
}

/** Of what a node has by its routes and is not told: that is a conflict, so the routes stay. */
function contestedNotes(
  node: Instance,
  pools: readonly RangePool[],
  reservations: readonly UsableReservation[],
): NodeNote[] {
  return pools.flatMap((pool) => {
    const { cidr, obstacle } = reservationFor(pool, reservations) ?? {};
    if (cidr === undefined || obstacle === undefined) return [];
    return [noteOn(node, `asks for a pod CIDR and is not told ${cidr}, to which it has a route: ${obstacle}`)];
  });
}

/**
 * Chooses ranges for the nodes that ask for one. The route table is the ledger: a node that has a route by podroutes has its
 * range, unless another one states it. Others get the first free range from a place on that follows from their id, so that two
 * functions agree about one node and seldom meet over two, and a range just given up is rarely the next one given.
 *
 * New ranges only by a `complete` snapshot: in any other a claim or a route may be missing. A `partial` one takes no reservation away.
 */
export function allocate(
  snapshot: Snapshot,
  policy: AllocationPolicy,
  { decisions }: Pick<Evaluation, 'decisions'>,
): AllocationPlan {
  const requesting = requestingNodes(snapshot);
  if (requesting.length === 0) return { allocations: [], exhausted: [], contested: [], postponed: [] };
  const table = firstTable(snapshot.tables);
  const reservations = usableReservations(snapshot, policy.clusterCidrs, decisions);
  const chooser = new RangeChooser(snapshot, policy);
  const mayRelease = snapshot.coverage !== 'partial';
  const mayChoose = snapshot.coverage === 'complete' && !isInconclusive(snapshot);
  const allocations: Allocation[] = [];
  const exhausted: NodeNote[] = [];
  const contested: NodeNote[] = [];
  const postponed: string[] = [];
  const give = (node: Instance, offer: Offer) => {
    if (offer.surplus.length > 0 && !mayRelease) postponed.push(node.id);
    else if (offer.ranges.length + offer.surplus.length > 0) allocations.push({ node, table, mayRelease, ...offer });
  };
  for (const node of requesting) {
    const own = reservations.get(node.id) ?? [];
    const pools = chooser.poolsFor(node);
    const missing = pools.filter((pool) => reservationFor(pool, own) === undefined);
    const rivalries = contestedNotes(node, pools, own);
    if (rivalries.length > 0) {
      contested.push(...rivalries);
      give(node, { ranges: [], surplus: lostRanges(own, table), unusable: [] });
    } else if (pools.length === 0) {
      exhausted.push(noteOn(node, 'asks for a pod CIDR and has no address of the cluster CIDR’s family'));
    } else if (missing.length > 0 && !mayChoose) postponed.push(node.id);
    else {
      const chosen = chooser.choose(node.id, missing);
      const isFree = !('prefixLength' in chosen);
      if (!isFree) exhausted.push(noRangeNote(node, chosen));
      const offer = rangesFor(pools, own, isFree ? chosen : [], table);
      // What is too much is given up also when nothing else is free.
      give(node, isFree ? offer : { ...offer, ranges: [] });
    }
  }
  return { allocations, exhausted, contested, postponed };
}

/** What others state and have, which goes also while the rest is contested. */
const lostRanges = (own: readonly UsableReservation[], firstTable: string): Cidr[] =>
  own.filter(({ isLost, table }) => isLost === true && table === firstTable).map(({ cidr }) => cidr);

function rangesFor(
  pools: readonly RangePool[],
  own: readonly UsableReservation[],
  chosen: readonly Cidr[],
  table: string,
): Offer {
  const ranges: AllocatedRange[] = [];
  const surplus: Cidr[] = [];
  for (const pool of pools) {
    const kept = reservationFor(pool, own);
    const cidr = kept?.cidr ?? chosen.find((each) => familyOf(each) === pool.family);
    if (cidr !== undefined) ranges.push({ cidr, isReserved: kept?.table === table });
    const others = own.filter((other) => familyOf(other.cidr) === pool.family && other.cidr !== kept?.cidr);
    surplus.push(...others.filter((other) => other.table === table).map((other) => other.cidr));
  }
  const isUnusable = ({ cidr }: UsableReservation) => pools.every(({ family }) => family !== familyOf(cidr));
  return { ranges, surplus, unusable: own.filter(isUnusable).map(({ cidr }) => cidr) };
}
