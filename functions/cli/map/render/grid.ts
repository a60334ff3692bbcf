import { addressText } from '../model/address.ts';
import type { Cell } from '../model/cells.ts';
import type { MapRange } from '../model/model.ts';
import { type Html, markup } from './markup.ts';

/** Up to so many places there is room to write in each. */
const ROOMY = 256;

/** Up to so many, places are large enough to point at on a laptop's screen. */
const LARGE = 2048;

/** How a range is laid out. Rows have a power of two of places, so that every CIDR is a rectangle. */
export interface Grid {
  readonly wide: number;
  /** Places in a row on a narrow screen. */
  readonly narrow: number;
  readonly isRoomy: boolean;
}

export function gridOf({ cells }: MapRange): Grid {
  const places = cells.reduce((sum, { span }) => sum + span, 0);
  const isRoomy = places <= ROOMY;
  const wide = places > LARGE ? 64 : isRoomy ? 16 : 32;
  return { wide: Math.min(wide, places), narrow: Math.min(isRoomy ? 8 : 16, places), isRoomy };
}

/** A cell's attributes: how much room it takes, and the address that stands beside a row that it begins. */
export function placing({ at, span, blocks }: Cell, { wide, narrow }: Grid): Html {
  const isFirst = at % narrow === 0;
  const classes = [
    ...(blocks.length > 1 ? ['shared'] : []),
    ...(span > 1 ? ['span', `s${span}`] : []),
    ...(isFirst ? ['row'] : []),
    ...(at % wide === 0 ? ['wide'] : []),
  ];
  if (classes.length === 0) return markup``;
  const [{ range }] = blocks;
  const address = isFirst ? markup` data-row="${addressText(range.family, range.first)}"` : undefined;
  return markup` class="${classes.join(' ')}"${address}`;
}
