import { excludeCidr } from 'cidr-tools';
import {
  canonicalCidr,
  canonicalCidrs,
  type Cidr,
  contains,
  familyOf,
  overlaps,
} from '../../../../shared/reconcile/model/ranges/cidr.ts';

const prefixOf = (cidr: Cidr) => Number(cidr.split('/')[1]);

/** What is left of `ranges` without `minus`, as few ranges as that takes. */
export function subtract(ranges: readonly Cidr[], minus: readonly Cidr[]): Cidr[] {
  if (ranges.length === 0) return [];
  return canonicalCidrs(excludeCidr([...ranges], [...minus]));
}

/** Of two ranges that overlap, one contains the other. */
export function intersect(some: readonly Cidr[], others: readonly Cidr[]): Cidr[] {
  return some.flatMap((one) =>
    others.filter((other) => overlaps(one, other)).map((other) => (contains(one, other) ? other : one)),
  );
}

/** The first range of the size of `sameSizeAs` inside one of `outers` that overlaps nothing `taken`. */
export function firstFreeCidr(outers: readonly Cidr[], taken: readonly Cidr[], sameSizeAs: Cidr): Cidr | undefined {
  const prefix = prefixOf(sameSizeAs);
  const sameFamily = outers.filter((outer) => familyOf(outer) === familyOf(sameSizeAs));
  const free = subtract(sameFamily, taken).find((free) => prefixOf(free) <= prefix);
  return free === undefined ? undefined : canonicalCidr(`${free.split('/')[0]}/${prefix}`);
}
