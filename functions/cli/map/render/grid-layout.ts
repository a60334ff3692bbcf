import { formatAddress } from '../model/address-format.ts';
import type { Cell } from '../model/cells.ts';
import type { MapRange } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';

/** Up to so many places there is room to write in each. */
const MAX_LABELLED_CELLS = 256;

/** Up to so many, places are large enough to point at on a laptop's screen. */
const MAX_LARGE_CELLS = 2048;

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
  return { columns: Math.min(wide, places), narrowColumns: Math.min(hasLabels ? 8 : 16, places), hasLabels };
}

/** A cell's attributes: how much room it takes, and the address that stands beside a row that it begins. */
export function cellAttributes({ index, span, blocks }: Cell, { columns, narrowColumns }: GridLayout): Html {
  const isFirst = index % narrowColumns === 0;
  const classes = [
    ...(blocks.length > 1 ? ['shared'] : []),
    ...(span > 1 ? ['span', `s${span}`] : []),
    ...(isFirst ? ['row'] : []),
    ...(index % columns === 0 ? ['wide'] : []),
  ];
  if (classes.length === 0) return markup``;
  const [{ range }] = blocks;
  const address = isFirst ? markup` data-row="${formatAddress(range.family, range.first)}"` : undefined;
  return markup` class="${classes.join(' ')}"${address}`;
}
