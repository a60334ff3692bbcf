import { ADDRESS_BITS, type AddressFamily, type Cidr, familyOf } from '../../model/ranges/cidr.ts';
import { DEFAULT_NODE_MASK_SIZES } from '../../model/instance.ts';
import { RangePool } from '../../model/ranges/range-pool.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type AllocationPolicy, takenRanges } from './range-chooser.ts';

/** How many ranges of the size that nodes are given are free in one cluster CIDR. */
export interface FreeRanges {
  readonly cidr: Cidr;
  readonly family: AddressFamily;
  readonly prefixLength: number;
  readonly count: bigint;
  /** Where none is: the next smaller size of which there are some. */
  readonly smaller?: { readonly prefixLength: number; readonly count: bigint };
}

/** Sizes below a node's that are looked at: a sixteenth of it is too small for most. */
const SMALLER_SIZES = 4;

/** What nodes that ask may still get, by the same rules as `allocate`. */
export function freeRanges(snapshot: Snapshot, policy: AllocationPolicy): FreeRanges[] {
  const { clusterCidrs, nodeMaskSizes = DEFAULT_NODE_MASK_SIZES } = policy;
  const taken = takenRanges(snapshot, policy);
  return clusterCidrs.map((cidr) => {
    const family = familyOf(cidr);
    const countOf = (prefixLength: number) => ({
      prefixLength,
      count: taken.countFree(new RangePool([cidr], family, prefixLength)),
    });
    const found = { cidr, family, ...countOf(nodeMaskSizes[family]) };
    if (found.count > 0n) return found;
    const sizes = Array.from({ length: SMALLER_SIZES }, (_, i) => found.prefixLength + 1 + i);
    const smaller = sizes
      .filter((length) => length <= ADDRESS_BITS[family])
      .map(countOf)
      .find(({ count }) => count > 0n);
    return smaller === undefined ? found : { ...found, smaller };
  });
}
