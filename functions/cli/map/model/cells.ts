import type { Range } from '../../../../shared/reconcile/cidr.ts';
import type { Judged } from './judge.ts';

/** Addresses in a row that are treated alike, with what is known of them. */
export interface MapPiece extends Judged {
  /** Unique on the map. */
  readonly id: string;
  readonly range: Range;
  /** Whether it is one CIDR that belongs together. */
  readonly isWhole: boolean;
}

/** Part of a piece, or all of it, that is drawn and chosen by itself. */
export interface Block {
  readonly range: Range;
  readonly piece: MapPiece;
}

/** A place on the map: one block, or smaller ones that share the place of a usual one. */
export interface Cell {
  /** Number of the usual block in which it begins. */
  readonly at: number;
  /** How many usual blocks it stands for: a power of two. */
  readonly span: number;
  readonly blocks: readonly [Block, ...Block[]];
}

/** Cuts a piece at every border between usual blocks of `unit` addresses, unless it belongs together. */
function cut(piece: MapPiece, base: bigint, unit: bigint): Range[] {
  const { family, first, last } = piece.range;
  if (piece.isWhole) return [piece.range];
  const cuts: Range[] = [];
  for (let from = first; from <= last; from = (cuts.at(-1)?.last ?? last) + 1n) {
    const border = from - ((from - base) % unit) + unit - 1n;
    cuts.push({ family, first: from, last: border < last ? border : last });
  }
  return cuts;
}

/** The places of a range whose first address is `base`: every usual block has one, used or free. */
export function cellsOf(pieces: readonly MapPiece[], base: bigint, unit: bigint): Cell[] {
  const cells: Cell[] = [];
  for (const piece of pieces) {
    for (const range of cut(piece, base, unit)) {
      const at = Number((range.first - base) / unit);
      const block = { range, piece };
      const last = cells.at(-1);
      if (last?.at === at) cells[cells.length - 1] = { ...last, blocks: [...last.blocks, block] };
      else cells.push({ at, span: Math.max(1, Number((range.last - range.first + 1n) / unit)), blocks: [block] });
    }
  }
  return cells;
}

/** One place for each piece, however large. */
export function cellForEach(pieces: readonly MapPiece[]): Cell[] {
  return pieces.map((piece, at) => ({ at, span: 1, blocks: [{ range: piece.range, piece }] }));
}
