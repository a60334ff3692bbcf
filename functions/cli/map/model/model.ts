import { type Cidr, contains, rangeOf } from '../../../../shared/reconcile/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/node-entries.ts';
import { sizeOfPrefix } from './address.ts';
import { type Block, type Cell, cellForEach, cellsOf, type MapPiece } from './cells.ts';
import { judge } from './judge.ts';
import { partition } from './partition.ts';
import { type Stake, stakesIn, stakesOf } from './stakes.ts';
import { unitOf } from './unit.ts';

/** Up to so many usual blocks, each has a place of its own; beyond, free ones in a row share one. */
const MOST_PLACES = 2n ** 14n;

/** One range of the cluster, cut into blocks. */
export interface MapRange {
  readonly cidr: Cidr;
  /** Prefix length of a usual block. */
  readonly unit: number;
  /** `places`: every usual block has its place. `list`: there are too many; what is used, and the gaps between. */
  readonly layout: 'places' | 'list';
  readonly pieces: readonly MapPiece[];
  readonly cells: readonly Cell[];
  /** What concerns all of it at once and no block in particular. */
  readonly broad: readonly Stake[];
}

/** All that the page shows of a network. */
export interface MapModel {
  readonly tables: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly ranges: readonly MapRange[];
  readonly nodes: readonly NodeEntry[];
  /** Why the listing has holes. */
  readonly gaps: readonly string[];
}

function mapRange(cidr: Cidr, name: string, stakes: readonly Stake[], tables: readonly string[]): MapRange {
  const range = rangeOf(cidr);
  const { inside, broad } = stakesOf(cidr, stakes);
  const unit = unitOf(range, inside);
  const size = sizeOfPrefix(range.family, unit);
  const pieces = partition(range, inside).map((piece, i) => ({
    id: `${name}-${i}`,
    range: piece.range,
    isWhole: piece.isWhole,
    ...judge(piece, tables),
  }));
  const layout = (range.last - range.first + 1n) / size <= MOST_PLACES ? 'places' : 'list';
  const cells = layout === 'places' ? cellsOf(pieces, range.first, size) : cellForEach(pieces);
  return { cidr, unit, layout, pieces, cells, broad };
}

/** Ranges that no other one holds. */
function outermost(cidrs: readonly Cidr[]): Cidr[] {
  return [...new Set(cidrs)].filter((inner) => !cidrs.some((outer) => outer !== inner && contains(outer, inner)));
}

/** The map of a network: its cluster's ranges, each address of them in exactly one block. Pure. */
export function makeMap(inventory: Inventory): MapModel {
  const { tables, reserved, nodes, gaps, clusterCidrs } = inventory;
  const stakes = stakesIn(inventory);
  const ranges = outermost(clusterCidrs).map((cidr, i) => mapRange(cidr, String(i), stakes, tables));
  return { tables, reserved, ranges, nodes, gaps };
}

/** The blocks of a range, in the order of their addresses. */
export function blocksOf({ cells }: MapRange): Block[] {
  return cells.flatMap(({ blocks }) => blocks);
}

/** Nodes that have no accepted range, or state more than was accepted. */
export function refusedNodes({ nodes }: MapModel): NodeEntry[] {
  return nodes.filter(
    ({ podCidrs, status }) => podCidrs.length === 0 || status === 'refused' || status === 'unreadable',
  );
}
