import { type Cidr, type AddressFamily, prefixLengthOf, rangeOf, type AddressRange } from './cidr.ts';

interface Entry<Value> {
  readonly range: AddressRange;
  readonly value: Value;
}

/** Disjoint ranges, each with a value, found by binary search. */
export class RangeMap<Value> {
  readonly #sorted: Readonly<Record<AddressFamily, Entry<Value>[]>> = { ipv4: [], ipv6: [] };

  /** The value of a range that overlaps `cidr`. */
  overlapping(cidr: Cidr): Value | undefined {
    const range = rangeOf(cidr);
    // If any range overlaps `cidr`, the last one that begins before its end does.
    const before = this.#sorted[range.family][this.#upperBound(range) - 1];
    return before !== undefined && before.range.last >= range.first ? before.value : undefined;
  }

  /** The values of all ranges that overlap `cidr`, by address. */
  allOverlapping(cidr: Cidr): Value[] {
    const range = rangeOf(cidr);
    const sorted = this.#sorted[range.family];
    const end = this.#upperBound(range);
    let start = end;
    while ((sorted[start - 1]?.range.last ?? -1n) >= range.first) start -= 1;
    return sorted.slice(start, end).map(({ value }) => value);
  }

  /** Adds a range that overlaps none of the map. */
  add(cidr: Cidr, value: Value): void {
    const range = rangeOf(cidr);
    this.#sorted[range.family].splice(this.#upperBound(range), 0, { range, value });
  }

  /** How many begin at or before the last address of `range`. */
  #upperBound({ family, last }: AddressRange): number {
    const sorted = this.#sorted[family];
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = sorted[middle];
      if (entry !== undefined && entry.range.first <= last) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Tells whether a range overlaps any of `ranges`. */
export function overlapChecker(ranges: Iterable<Cidr>): (cidr: Cidr) => boolean {
  const disjoint = new RangeMap<true>();
  // CIDRs nest or are disjoint: with the largest first, one that overlaps the map lies in a range of it.
  for (const cidr of [...ranges].toSorted((a, b) => prefixLengthOf(a) - prefixLengthOf(b))) {
    if (disjoint.overlapping(cidr) === undefined) disjoint.add(cidr, true);
  }
  return (cidr) => disjoint.overlapping(cidr) === true;
}
