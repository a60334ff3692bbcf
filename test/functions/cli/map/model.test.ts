import { describe, expect, it } from 'vitest';
import { formatRange } from '../../../../functions/cli/map/model/address-format.ts';
import { blocksOf, type MapModel, type MapRange } from '../../../../functions/cli/map/model/map-model.ts';
import { freeBlocks, usedBlocks } from '../../../../functions/cli/map/model/capacity.ts';
import type { Cidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import { mapOfEveryStatus } from '../../../support/builders/map-examples.ts';
import { foreignRoute, mapOf, worker } from '../../../support/builders/maps.ts';
import { cidr } from '../../../support/builders/network.ts';

const POD_RANGE = cidr('10.200.0.0/16');

function onlyRange({ ranges }: MapModel): MapRange {
  const [range] = ranges;
  if (range === undefined) throw new Error('the map shows no range');
  return range;
}

const ONE_TABLE = { tables: ['rtb-1'], reserved: [] };

/** Everything but free blocks, as text. */
const describeUsedBlocks = (range: MapRange) =>
  blocksOf(range)
    .filter(({ segment }) => segment.status !== 'free')
    .map(({ range, segment }) => `${formatRange(range)} ${segment.status}`);

describe('blocks', () => {
  it('are as large as most nodes have them, and the usual size where there are none', () => {
    const unit = (ranges: readonly string[], cluster = POD_RANGE) =>
      onlyRange(
        mapOf(
          ranges.map((range, i) => worker(`w-${i}`, [range], i)),
          [],
          [cluster],
        ),
      ).nodeMaskSize;
    expect(unit([])).toBe(24);
    expect(unit([], cidr('fd00::/48'))).toBe(64);
    expect(unit([], cidr('10.200.0.0/28'))).toBe(28);
    expect(unit(['10.200.0.0/24', '10.200.64.0/20', '10.200.80.0/20'])).toBe(20);
    expect(unit(['10.200.0.0/25', '10.200.1.0/26'])).toBe(25);
  });

  it('of a larger range stand for as many places, and smaller ones share a place', () => {
    const nodes = [
      worker('big', ['10.200.16.0/22']),
      worker('small', ['10.200.3.64/26'], 1),
      worker('w', ['10.200.0.0/24'], 2),
      worker('v', ['10.200.1.0/24'], 3),
    ];
    const range = onlyRange(mapOf(nodes, [], [POD_RANGE], ONE_TABLE));
    expect(range.cells).toHaveLength(256 - 3);
    expect(range.cells.filter(({ span }) => span !== 1).map(({ index, span }) => [index, span])).toEqual([[16, 4]]);
    expect(range.cells[3]?.blocks.map((block) => formatRange(block.range))).toEqual([
      '10.200.3.0/26',
      '10.200.3.64/26',
      '10.200.3.128/25',
    ]);
    expect([usedBlocks(range), freeBlocks(range)]).toEqual([4, 256n - 7n]);
  });

  it('are only those in use, and the gaps between, where there would be too many', () => {
    const nodes = [worker('a', ['fd00:10:0:5::/64']), worker('b', ['fd00:10:0:6::/64'], 1)];
    const range = onlyRange(mapOf(nodes, [], [cidr('fd00:10::/48')], ONE_TABLE));
    expect(range.layout).toBe('list');
    expect(blocksOf(range).map((block) => formatRange(block.range))).toEqual([
      'fd00:10:: – fd00:10:0:4:ffff:ffff:ffff:ffff',
      'fd00:10:0:5::/64',
      'fd00:10:0:6::/64',
      'fd00:10:0:7:: – fd00:10:0:ffff:ffff:ffff:ffff:ffff',
    ]);
    expect(freeBlocks(range)).toBe(65_534n);
  });

  it('of a cluster range inside another one are shown once', () => {
    const { ranges } = mapOf([], [], [cidr('10.200.128.0/17'), POD_RANGE, POD_RANGE]);
    expect(ranges.map((range) => range.cidr)).toEqual([POD_RANGE]);
  });

  it('of half the range by one node are one block', () => {
    expect(describeUsedBlocks(onlyRange(mapOf([worker('w', ['10.200.0.0/17'])], [], [POD_RANGE], ONE_TABLE)))).toEqual([
      '10.200.0.0/17 missing',
    ]);
  });
});

describe('the status of a block', () => {
  const status = (instances: readonly Instance[], routes: readonly Route[], reserved: readonly Cidr[] = []) =>
    describeUsedBlocks(onlyRange(mapOf(instances, routes, [POD_RANGE], { tables: ['rtb-1'], reserved })));

  it.each([
    ['a claim without a route', [worker('w', ['10.200.1.0/24'])], [], ['10.200.1.0/24 missing']],
    [
      'two nodes with one range',
      [worker('w', ['10.200.1.0/24']), worker('v', ['10.200.1.0/24'], 1)],
      [],
      ['10.200.1.0/24 conflict'],
    ],
    [
      'a claim that overlaps another is refused, there and where it is alone',
      [worker('w', ['10.200.1.0/24']), worker('wide', ['10.200.0.0/23'], 1)],
      [],
      ['10.200.0.0/24 refused', '10.200.1.0/24 refused'],
    ],
    ['a route that is not ours', [], [foreignRoute('10.200.1.0/24')], ['10.200.1.0/24 foreign']],
    [
      'inside a wider foreign route, a claim counts as what it is',
      [worker('w', ['10.200.1.0/24'])],
      [foreignRoute('10.200.0.0/22')],
      ['10.200.0.0/24 foreign', '10.200.1.0/24 missing', '10.200.2.0/24 foreign', '10.200.3.0/24 foreign'],
    ],
    ['a route for all of the range marks no block', [], [foreignRoute('10.200.0.0/16')], []],
    ['nor does one that reaches beyond it', [], [foreignRoute('10.0.0.0/8'), foreignRoute('0.0.0.0/0')], []],
    ['nor a refused claim for more than the range', [worker('greedy', ['10.0.0.0/8'])], [], []],
    ['what is no range is nothing to draw', [worker('odd', ['hello', '10.200.1.0/33'])], [], []],
    [
      'a range with host bits is refused where it lies',
      [worker('w', ['10.200.1.7/24'])],
      [],
      ['10.200.1.0/24 refused'],
    ],
  ])('%s', (_, instances, routes, expected) => {
    expect(status(instances, routes)).toEqual(expected);
  });

  it("is reserved in the network's own ranges, also where they hold the whole range", () => {
    expect(status([], [], [cidr('10.200.248.0/22')])).toEqual(['10.200.248.0/22 reserved']);
    expect(status([], [], [cidr('10.0.0.0/8')])).toHaveLength(256);
  });

  it('is told for each table, and the worst of them for all', () => {
    const [range] = mapOfEveryStatus().ranges;
    const twenty = range?.segments.find((segment) => formatRange(segment.range) === '10.200.20.0/24');
    expect(twenty).toMatchObject({ status: 'missing', statusByTable: ['ok', 'missing'] });
  });

  it('for the whole range is told apart from the blocks', () => {
    const { ranges } = mapOf(
      [worker('greedy', ['10.0.0.0/8'])],
      [foreignRoute('10.200.0.0/16'), foreignRoute('0.0.0.0/0')],
      [POD_RANGE],
      ONE_TABLE,
    );
    expect(ranges[0]?.rangeWide.map((usage) => usage.cidr)).toEqual(['10.0.0.0/8', '10.200.0.0/16']);
  });
});
