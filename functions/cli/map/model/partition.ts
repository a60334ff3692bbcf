import type { Range } from '../../../../shared/reconcile/cidr.ts';
import type { Stake } from './stakes.ts';

/** Addresses in a row that the same stakes cover, the narrowest first. */
export interface Piece {
  readonly range: Range;
  readonly covers: readonly Stake[];
  /** Whether it is all of a stake: one CIDR that belongs together. */
  readonly isWhole: boolean;
}

function outerFirst({ range: a }: Stake, { range: b }: Stake): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last > b.last ? -1 : a.last < b.last ? 1 : 0;
}

/**
 * Cuts `range` wherever a stake begins or ends, in one sweep: CIDRs nest or are apart, so a stack knows what covers an
 * address. Every address of `range` is in exactly one piece.
 */
export function partition(range: Range, stakes: readonly Stake[]): Piece[] {
  const pieces: Piece[] = [];
  const open: Stake[] = [];
  let next = range.first;
  const cut = (end: bigint) => {
    const last = end < range.last ? end : range.last;
    if (next > last) return;
    const covers = open.toReversed();
    const isWhole = covers[0]?.range.first === next && covers[0].range.last === last;
    pieces.push({ range: { family: range.family, first: next, last }, covers, isWhole });
    next = last + 1n;
  };
  const closeBefore = (address: bigint) => {
    for (let top = open.at(-1); top !== undefined && top.range.last < address; top = open.at(-1)) {
      cut(top.range.last);
      open.pop();
    }
  };
  for (const stake of stakes.toSorted(outerFirst)) {
    closeBefore(stake.range.first);
    cut(stake.range.first - 1n);
    open.push(stake);
  }
  closeBefore(range.last + 1n);
  cut(range.last);
  return pieces;
}
