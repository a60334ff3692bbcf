import type { AddressRange } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { BlockAdvice } from './advice-groups.ts';
import type { SegmentDetails } from './classify.ts';

/** Addresses in a row that are treated alike, with what is known of them. */
export interface MapSegment extends SegmentDetails {
  /** Unique on the map. */
  readonly id: string;
  readonly range: AddressRange;
  /** Whether it is one CIDR that belongs together. */
  readonly isEntireRange: boolean;
  readonly advice: readonly BlockAdvice[];
}

/** Part of a segment, or all of it, that is drawn and chosen by itself. */
export interface Block {
  readonly range: AddressRange;
  readonly segment: MapSegment;
}

/** A place on the map: one block, or smaller ones that share the place of a usual one. */
export interface Cell {
  /** Number of the node-sized block in which it begins. */
  readonly index: number;
  /** How many node-sized blocks it stands for: a power of two. */
  readonly span: number;
  readonly blocks: readonly [Block, ...Block[]];
}

/** Cuts a segment at the borders of node-sized blocks, unless it is one CIDR. */
function splitAtBlocks(segment: MapSegment, base: bigint, blockSize: bigint): AddressRange[] {
  const { family, first, last } = segment.range;
  if (segment.isEntireRange) return [segment.range];
  const parts: AddressRange[] = [];
  for (let from = first; from <= last; from = (parts.at(-1)?.last ?? last) + 1n) {
    const boundary = from - ((from - base) % blockSize) + blockSize - 1n;
    parts.push({ family, first: from, last: boundary < last ? boundary : last });
  }
  return parts;
}

/** The places of a range whose first address is `base`: every node-sized block has one, used or free. */
export function gridCells(segments: readonly MapSegment[], base: bigint, blockSize: bigint): Cell[] {
  const cells: Cell[] = [];
  for (const segment of segments) {
    for (const range of splitAtBlocks(segment, base, blockSize)) {
      const index = Number((range.first - base) / blockSize);
      const block = { range, segment };
      const last = cells.at(-1);
      if (last?.index === index) cells[cells.length - 1] = { ...last, blocks: [...last.blocks, block] };
      else
        cells.push({ index, span: Math.max(1, Number((range.last - range.first + 1n) / blockSize)), blocks: [block] });
    }
  }
  return cells;
}

/** One place for each segment, however large. */
export function listCells(segments: readonly MapSegment[]): Cell[] {
  return segments.map((segment, index) => ({ index, span: 1, blocks: [{ range: segment.range, segment }] }));
}
