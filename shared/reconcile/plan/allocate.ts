import { createHash } from 'node:crypto';
import type { AllocatedRange, Allocation } from '../model/allocation.ts';
import { type AddressFamily, type Cidr, contains, familyOf, readableCidrs } from '../model/ranges/cidr.ts';
import type { NodeNote } from '../model/conflict.ts';
import { DEFAULT_NODE_MASK_SIZES, type Instance, type NodeMaskSizes } from '../model/instance.ts';
import { RangePool } from '../model/ranges/range-pool.ts';
import { isRouteOf } from '../model/route.ts';
import { isInconclusive, type Snapshot } from '../model/snapshot.ts';
import { TakenRanges } from '../model/ranges/taken-ranges.ts';
import { noteOn } from './claims/node-claims.ts';
import { earlierLaunched } from './claims/winner.ts';
import { firstTable, type ReservedRange } from './claims/reserved-ranges.ts';
import { usableReservations } from './claims/usable-reservations.ts';

export interface AllocationPlan {
  readonly allocations: readonly Allocation[];
  /** Nodes for which no range is free. */
  readonly exhausted: readonly NodeNote[];
  /** Ids of nodes whose range cannot be chosen before more of the network was read. */
  readonly postponed: readonly string[];
}

export interface AllocationPolicy {
  readonly clusterCidrs: readonly Cidr[];
  readonly nodeMaskSizes?: NodeMaskSizes | undefined;
  readonly freedRanges?: readonly Cidr[];
}

const FAMILIES: readonly AddressFamily[] = ['ipv4', 'ipv6'];

/**
 * All that nobody may be given: the network's own ranges, whatever a route leads to, and what any instance states, accepted
 * or not. What holds a whole cluster CIDR does not count: it is a default route, or one that the nodes' are more specific than.
 */
export function takenRanges(
  { reserved, routes, instances }: Snapshot,
  { clusterCidrs, freedRanges = [] }: AllocationPolicy,
): TakenRanges {
  const stated = instances.flatMap(({ claim, state }) =>
    claim.kind === 'stated' && state !== 'deleted' ? readableCidrs(claim.values) : [],
  );
  const isSpecific = (range: Cidr) => !clusterCidrs.some((cidr) => contains(range, cidr));
  const ofOthers = [...routes.map(({ destination }) => destination), ...stated, ...freedRanges];
  return new TakenRanges([...reserved, ...ofOthers.filter(isSpecific)]);
}

/** The number of the range at which the search for a node begins: far apart for different nodes, the same in every process. */
function startSlot(nodeId: string, { family, count }: RangePool): bigint {
  const digest = createHash('sha256').update(`${nodeId} ${family}`).digest();
  return count === 0n ? 0n : digest.readBigUInt64BE() % count;
}

/** The families of which a node gets a range. */
export const addressFamiliesOf = ({ addressFamilies, targetByFamily }: Instance): readonly AddressFamily[] =>
  addressFamilies ?? FAMILIES.filter((family) => targetByFamily[family] !== undefined);

/** Chooses free ranges, each once. */
class RangeChooser {
  readonly #pools: ReadonlyMap<AddressFamily, RangePool>;
  readonly #taken: TakenRanges;

  constructor(snapshot: Snapshot, policy: AllocationPolicy) {
    const { clusterCidrs, nodeMaskSizes: maskSizes = DEFAULT_NODE_MASK_SIZES } = policy;
    const families = FAMILIES.filter((family) => clusterCidrs.some((cidr) => familyOf(cidr) === family));
    this.#pools = new Map(families.map((family) => [family, new RangePool(clusterCidrs, family, maskSizes[family])]));
    this.#taken = takenRanges(snapshot, policy);
  }

  /** The pools from which a node needs a range. */
  poolsFor(node: Instance): RangePool[] {
    return addressFamiliesOf(node).flatMap((family) => this.#pools.get(family) ?? []);
  }

  /** A free range of each pool; or the pool that has none, and then nothing is taken. */
  choose(nodeId: string, pools: readonly RangePool[]): readonly Cidr[] | RangePool {
    const chosen: Cidr[] = [];
    for (const pool of pools) {
      const range = this.#taken.findFree(pool, startSlot(nodeId, pool));
      if (range === undefined) return pool;
      chosen.push(range);
    }
    for (const range of chosen) this.#taken.add(range);
    return chosen;
  }
}

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

function reservedFor(pool: RangePool, reservations: readonly ReservedRange[]) {
  return reservations.filter(({ cidr }) => familyOf(cidr) === pool.family);
}

/**
 * Chooses ranges for the nodes that ask for one. The route table is the ledger: a node that has a route by podroutes has its
 * range. Others get the first free range from a place on that follows from their id, so that two functions agree about one node
 * and seldom meet over two, and a range just given up is rarely the next one given.
 *
 * New ranges only by a `complete` snapshot: in any other a claim or a route may be missing. A `partial` one takes no reservation away.
 */
export function allocate(snapshot: Snapshot, policy: AllocationPolicy): AllocationPlan {
  const requesting = requestingNodes(snapshot);
  if (requesting.length === 0) return { allocations: [], exhausted: [], postponed: [] };
  const table = firstTable(snapshot.tables);
  const reservations = usableReservations(snapshot, policy.clusterCidrs, table);
  const chooser = new RangeChooser(snapshot, policy);
  const mayRelease = snapshot.coverage !== 'partial';
  const mayChoose = snapshot.coverage === 'complete' && !isInconclusive(snapshot);
  const allocations: Allocation[] = [];
  const exhausted: NodeNote[] = [];
  const postponed: string[] = [];
  for (const node of requesting) {
    const own = reservations.get(node.id) ?? [];
    const pools = chooser.poolsFor(node);
    const missing = pools.filter((pool) => reservedFor(pool, own).length === 0);
    if (pools.length === 0) {
      exhausted.push(noteOn(node, 'asks for a pod CIDR and has no address of the cluster CIDR’s family'));
    } else if (missing.length > 0 && !mayChoose) postponed.push(node.id);
    else {
      const chosen = chooser.choose(node.id, missing);
      if ('prefixLength' in chosen) exhausted.push(noRangeNote(node, chosen));
      else {
        const allocation = { node, table, mayRelease, ...rangesFor(pools, own, chosen, table) };
        if (allocation.surplus.length > 0 && !mayRelease) postponed.push(node.id);
        else allocations.push(allocation);
      }
    }
  }
  return { allocations, exhausted, postponed };
}

function rangesFor(
  pools: readonly RangePool[],
  own: readonly ReservedRange[],
  chosen: readonly Cidr[],
  table: string,
): Pick<Allocation, 'ranges' | 'surplus'> {
  const ranges: AllocatedRange[] = [];
  const surplus: Cidr[] = [];
  for (const pool of pools) {
    const [kept, ...others] = reservedFor(pool, own);
    const cidr = kept?.cidr ?? chosen.find((each) => familyOf(each) === pool.family);
    if (cidr !== undefined) ranges.push({ cidr, isReserved: kept?.table === table });
    const inFirst = others.filter((other) => other.table === table && other.cidr !== kept?.cidr);
    surplus.push(...inFirst.map(({ cidr }) => cidr));
  }
  return { ranges, surplus };
}
