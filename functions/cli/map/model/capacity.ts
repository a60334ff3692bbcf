import { rangeOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { prefixSize } from './address-format.ts';
import { blocksOf, type MapRange } from './map-model.ts';

/** How many more node-sized blocks a range has room for: those of which every address is free. */
export function freeBlocks({ cidr, nodeMaskSize, segments }: MapRange): bigint {
  const { family, first: base } = rangeOf(cidr);
  const size = prefixSize(family, nodeMaskSize);
  return segments
    .filter(({ status }) => status === 'free')
    .map(({ range: { first, last } }) => {
      const from = (first - base + size - 1n) / size;
      const to = (last - base + 1n) / size;
      return to > from ? to - from : 0n;
    })
    .reduce((sum, blocks) => sum + blocks, 0n);
}

/** How many blocks of a range somebody has to do with, other than the network itself. */
export function usedBlocks(range: MapRange): number {
  return blocksOf(range).filter(({ segment }) => segment.status !== 'free' && segment.status !== 'reserved').length;
}
