import { rangeOf } from '../../../../shared/reconcile/cidr.ts';
import { sizeOfPrefix } from './address.ts';
import { blocksOf, type MapRange } from './model.ts';

/** How many more usual blocks a range has room for: those of which every address is free. */
export function roomIn({ cidr, unit, pieces }: MapRange): bigint {
  const { family, first: base } = rangeOf(cidr);
  const size = sizeOfPrefix(family, unit);
  return pieces
    .filter(({ status }) => status === 'free')
    .map(({ range: { first, last } }) => {
      const from = (first - base + size - 1n) / size;
      const to = (last - base + 1n) / size;
      return to > from ? to - from : 0n;
    })
    .reduce((sum, blocks) => sum + blocks, 0n);
}

/** How many blocks of a range somebody has to do with, other than the network itself. */
export function usedIn(range: MapRange): number {
  return blocksOf(range).filter(({ piece }) => piece.status !== 'free' && piece.status !== 'reserved').length;
}
