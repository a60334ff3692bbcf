import { createHash } from 'node:crypto';
import { type AddressFamily, type Cidr, contains, familyOf } from '../../model/ranges/cidr.ts';
import { DEFAULT_NODE_MASK_SIZES, type Instance, type NodeMaskSizes } from '../../model/instance.ts';
import { RangePool } from '../../model/ranges/range-pool.ts';
import { statedRanges } from '../../model/stated-ranges.ts';
import { TakenRanges } from '../../model/ranges/taken-ranges.ts';
import type { Snapshot } from '../../model/snapshot.ts';

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
  const stated = instances.flatMap(({ claim, state }) => (state === 'deleted' ? [] : statedRanges(claim)));
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
export class RangeChooser {
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
