import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRange } from '../../../../functions/cli/map/model/address-format.ts';
import { blocksOf, type MapModel, type MapRange } from '../../../../functions/cli/map/model/map-model.ts';
import { rangeOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import { dualStackMap, largeMap, healthyMap, mapOfEveryStatus } from '../../../support/builders/map-examples.ts';
import { foreignRoute, mapOf, worker } from '../../../support/builders/maps.ts';
import { cidr } from '../../../support/builders/network.ts';

/** Blocks that do not begin where the one before ends, or are not inside their piece. */
function misalignedBlocks(range: MapRange): string[] {
  let next = rangeOf(range.cidr).first;
  return blocksOf(range)
    .filter(({ range: { first, last }, segment }) => {
      const isRight = first === next && first <= last && segment.range.first <= first && last <= segment.range.last;
      next = last + 1n;
      return !isRight;
    })
    .map((block) => formatRange(block.range));
}

/** Every address is in exactly one block, and every CIDR is a rectangle where rows have a power of two of places. */
function expectPartition({ ranges }: MapModel): void {
  for (const range of ranges) {
    expect(misalignedBlocks(range)).toEqual([]);
    expect(blocksOf(range).at(-1)?.range.last).toBe(rangeOf(range.cidr).last);
    if (range.layout === 'list') continue;
    let places = 0;
    const skewed = range.cells.filter(({ index, span }) => {
      const isRight = index === places && Number.isInteger(Math.log2(span)) && index % span === 0;
      places += span;
      return !isRight;
    });
    expect(skewed).toEqual([]);
    expect(places).toBe(2 ** (range.nodeMaskSize - Number(range.cidr.split('/')[1])));
  }
}

const randomRange = fc
  .record({ prefix: fc.integer({ min: 15, max: 30 }), at: fc.integer({ min: 0, max: 2 ** 17 - 1 }) })
  .map(({ prefix, at }) => {
    const size = 2 ** (32 - prefix);
    const first = (10 * 2 ** 24 + 199 * 2 ** 16 + at) >>> 0;
    const aligned = first - (first % size);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(aligned / 2 ** shift) % 256).join('.')}/${prefix}`;
  });

const randomMap = fc
  .record({
    claims: fc.array(fc.array(randomRange, { minLength: 1, maxLength: 2 }), { maxLength: 20 }),
    routes: fc.array(fc.record({ destination: randomRange, to: fc.integer({ min: -2, max: 20 }) }), { maxLength: 20 }),
    reserved: fc.array(randomRange, { maxLength: 2 }),
    clusters: fc.uniqueArray(randomRange, { minLength: 1, maxLength: 3 }),
  })
  .map(({ claims, routes, reserved, clusters }) => {
    const workers = claims.map((ranges, i) => worker(`w-${i}`, ranges, i));
    const all = routes.map(({ destination, to }): Route => {
      const node = workers[to];
      if (node === undefined) return foreignRoute(destination, to < 0 ? 'rtb-2' : 'rtb-1');
      return {
        ...foreignRoute(destination),
        nextHop: { kind: 'instance', instanceId: node.id, targetId: node.targetIds[0] ?? '' },
      };
    });
    const more = { tables: ['rtb-1', 'rtb-2'], reserved: reserved.map(cidr) };
    return { model: mapOf(workers, all, clusters.map(cidr), more), workers };
  });

describe('whatever the network looks like', () => {
  it.each(
    Object.entries({
      quiet: healthyMap,
      troubled: mapOfEveryStatus,
      dualStack: dualStackMap,
      large: () => largeMap(300),
    }),
  )('every address is in exactly one block: %s', (_, make) => expectPartition(make()));

  it('every address is in exactly one block', () => {
    fc.assert(fc.property(randomMap, ({ model }) => expectPartition(model)));
  });

  it('every accepted claim is on the block of its first address', () => {
    fc.assert(
      fc.property(randomMap, ({ model }) => {
        const blocks = model.ranges.flatMap(blocksOf);
        for (const { node, podCidrs } of model.nodes) {
          for (const podCidr of podCidrs) {
            const { first } = rangeOf(podCidr);
            const block = blocks.find(({ range }) => range.first <= first && first <= range.last);
            expect(block?.segment.claimants).toContainEqual(expect.objectContaining({ node, accepted: true }));
          }
        }
      }),
    );
  });

  it('free blocks are claimed by nobody and lead nowhere, others the opposite', () => {
    fc.assert(
      fc.property(randomMap, ({ model }) => {
        for (const { status, claimants, routes } of model.ranges.flatMap(({ segments }) => segments)) {
          expect(status === 'free' || status === 'reserved').toBe(claimants.length + routes.length === 0);
        }
      }),
    );
  });
});
