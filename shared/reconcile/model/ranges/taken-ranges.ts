import { type AddressFamily, type Cidr, cidrAt, rangeOf } from './cidr.ts';
import type { RangePool } from './range-pool.ts';

interface Interval {
  readonly first: bigint;
  last: bigint;
}

/** The addresses that somebody has, as intervals that neither overlap nor touch; finds ranges among the others. */
export class TakenRanges {
  readonly #sorted: Readonly<Record<AddressFamily, Interval[]>> = { ipv4: [], ipv6: [] };

  constructor(ranges: Iterable<Cidr>) {
    for (const { family, first, last } of [...ranges].map(rangeOf).toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
      const sorted = this.#sorted[family];
      const previous = sorted.at(-1);
      if (previous === undefined || previous.last + 1n < first) sorted.push({ first, last });
      else if (last > previous.last) previous.last = last;
    }
  }

  add(cidr: Cidr): void {
    const { family, first, last } = rangeOf(cidr);
    const sorted = this.#sorted[family];
    const start = this.#firstEndingFrom(family, first - 1n);
    let end = start;
    while ((sorted[end]?.first ?? last + 2n) <= last + 1n) end += 1;
    const touched = sorted.slice(start, end);
    const low = touched[0]?.first ?? first;
    const high = touched.at(-1)?.last ?? last;
    sorted.splice(start, end - start, { first: low < first ? low : first, last: high > last ? high : last });
  }

  /**
   * The first free range of `prefixLength` inside `pool` from its slot number `slot` on, in a circle. Undefined when there is none.
   */
  findFree(pool: RangePool, slot: bigint): Cidr | undefined {
    const { cidrs, family, prefixLength } = pool;
    const start = pool.addressOf(slot);
    if (start === undefined) return undefined;
    const { index, address } = start;
    // The range with the start comes twice: its second part first, and its first part last.
    for (let step = 0; step <= cidrs.length; step += 1) {
      const cidr = cidrs[(index + step) % cidrs.length];
      if (cidr === undefined) return undefined;
      const { first, last } = rangeOf(cidr);
      const from = step === 0 ? address : first;
      const found = this.#firstGap(family, from, step === cidrs.length ? address - 1n : last, pool.size);
      if (found !== undefined) return cidrAt(family, found, prefixLength);
    }
    return undefined;
  }

  /** How many ranges of the pool are free. */
  countFree({ cidrs, family, size }: RangePool): bigint {
    let count = 0n;
    for (const { first, last } of cidrs.map(rangeOf)) {
      let from = first;
      for (let at = this.#firstEndingFrom(family, first); from <= last; at += 1) {
        const next = this.#sorted[family][at];
        const end = next === undefined || next.first > last ? last + 1n : next.first;
        const aligned = alignUp(from, size);
        if (end > aligned) count += (end - aligned) / size;
        if (next === undefined || next.first > last) break;
        from = next.last + 1n;
      }
    }
    return count;
  }

  /** The first address from `from` on at which `size` free addresses begin, aligned, the last of them at most `to`. */
  #firstGap(family: AddressFamily, from: bigint, to: bigint, size: bigint): bigint | undefined {
    let at = from;
    for (let index = this.#firstEndingFrom(family, from); at + size - 1n <= to; index += 1) {
      const next = this.#sorted[family][index];
      if (next === undefined || next.first > at + size - 1n) return at;
      at = alignUp(next.last + 1n, size);
    }
    return undefined;
  }

  /** Index of the first interval that ends at `address` or later. */
  #firstEndingFrom(family: AddressFamily, address: bigint): number {
    const sorted = this.#sorted[family];
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const interval = sorted[middle];
      if (interval !== undefined && interval.last < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const alignUp = (address: bigint, size: bigint) => ((address + size - 1n) / size) * size;
