import type { AddressRange } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { RangeUsage } from './range-usage.ts';

/** Addresses in a row that the same usages cover, the narrowest first. */
export interface Segment {
  readonly range: AddressRange;
  readonly usages: readonly RangeUsage[];
  /** Whether it is all of a usage: one CIDR that belongs together. */
  readonly isEntireRange: boolean;
}

function outerFirst({ range: a }: RangeUsage, { range: b }: RangeUsage): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last > b.last ? -1 : a.last < b.last ? 1 : 0;
}

/**
 * Cuts `range` wherever a usage begins or ends, in one sweep: CIDRs nest or are apart, so a stack knows what covers an
 * address. Every address of `range` is in exactly one segment.
 */
export function partition(range: AddressRange, usages: readonly RangeUsage[]): Segment[] {
  const segments: Segment[] = [];
  const open: RangeUsage[] = [];
  let next = range.first;
  const emitUpTo = (end: bigint) => {
    const last = end < range.last ? end : range.last;
    if (next > last) return;
    const usages = open.toReversed();
    const isEntireRange = usages[0]?.range.first === next && usages[0].range.last === last;
    segments.push({ range: { family: range.family, first: next, last }, usages, isEntireRange });
    next = last + 1n;
  };
  const closeBefore = (address: bigint) => {
    for (let top = open.at(-1); top !== undefined && top.range.last < address; top = open.at(-1)) {
      emitUpTo(top.range.last);
      open.pop();
    }
  };
  for (const usage of usages.toSorted(outerFirst)) {
    closeBefore(usage.range.first);
    emitUpTo(usage.range.first - 1n);
    open.push(usage);
  }
  closeBefore(range.last + 1n);
  emitUpTo(range.last);
  return segments;
}
