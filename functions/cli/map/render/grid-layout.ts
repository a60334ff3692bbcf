import { formatAddress, prefixLength } from '../model/address-format.ts';
import type { Cell } from '../model/cells.ts';
import type { MapRange } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';

/** Up to so many places there is room to write in each. */
const MAX_LABELLED_CELLS = 256;

/** Up to so many, places are large enough to point at on a laptop's screen. */
const MAX_LARGE_CELLS = 2048;

/** Places in a row on a phone: each is as wide as a finger. As in the style; a tablet has two of them side by side. */
const NARROW_COLUMNS = 8;

/** How a range is laid out. Rows have a power of two of places, so that every CIDR is a rectangle. */
export interface GridLayout {
  readonly columns: number;
  /** Places in a row on a narrow screen. */
  readonly narrowColumns: number;
  readonly hasLabels: boolean;
}

export function gridLayout({ cells }: MapRange): GridLayout {
  const places = cells.reduce((sum, { span }) => sum + span, 0);
  const hasLabels = places <= MAX_LABELLED_CELLS;
  const wide = places > MAX_LARGE_CELLS ? 64 : hasLabels ? 16 : 32;
  return { columns: Math.min(wide, places), narrowColumns: Math.min(NARROW_COLUMNS, places), hasLabels };
}

/** How the blocks that share a place are laid out in it, and how many of its own places each takes. */
interface SharedLayout {
  /** A power of two: as many as there are rows, or twice that. */
  readonly columns: number;
  readonly spans: readonly number[];
}

const columnsFor = (places: number) => [2, 4, 8].find((columns) => columns ** 2 >= places) ?? 16;

/** By their sizes where all are CIDRs and the smallest can be seen; else all alike. */
export function sharedLayout({ blocks }: Cell): SharedLayout {
  const sizes = blocks.map(({ range: { first, last } }) => last - first + 1n);
  const smallest = sizes.reduce((a, b) => (b < a ? b : a));
  const spans = sizes.map((size) => Number(size / smallest));
  const places = spans.reduce((sum, span) => sum + span, 0);
  const isAligned = places <= 64 && blocks.every(({ range }) => prefixLength(range) !== undefined);
  if (isAligned) return { columns: columnsFor(places), spans };
  return { columns: columnsFor(blocks.length), spans: spans.map(() => 1) };
}

/** A cell's attributes: how much room it takes, and the address that stands beside a row that it begins. */
export function cellAttributes(cell: Cell, { columns, narrowColumns }: GridLayout): Html {
  const { index, span, blocks } = cell;
  const isFirst = index % narrowColumns === 0;
  const classes = [
    ...(blocks.length > 1 ? ['shared', `k${sharedLayout(cell).columns}`] : []),
    ...(span > 1 ? ['span', `s${span}`] : []),
    ...(isFirst ? ['row'] : []),
    ...(index % columns === 0 ? ['wide'] : []),
  ];
  if (classes.length === 0) return markup``;
  const [{ range }] = blocks;
  const address = isFirst ? markup` data-row="${formatAddress(range.family, range.first)}"` : undefined;
  return markup` class="${classes.join(' ')}"${address}`;
}
