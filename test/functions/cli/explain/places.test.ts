import { expect, it } from 'vitest';
import type { Place } from '../../../../functions/cli/explain/hop.ts';
import { pairs } from '../../../../functions/cli/explain/places/locate.ts';
import { cidr } from '../../../support/builders/network.ts';
import { network } from './support/networks.ts';

const [machine, other] = network().machines;

const withRanges: readonly Place[] = [cidr('10.200.1.0/24'), cidr('fd00:10::/64')].map((range) => {
  return { cidr: range, label: range, machine };
});
const withoutRange: Place = { cidr: undefined, label: 'pods of the other', machine: other };

it('packets go between addresses of one family', () => {
  expect(pairs(withRanges, withRanges)).toHaveLength(2);
});

it('of a node without a range is told once, whatever families the other node has', () => {
  expect(pairs(withRanges, [withoutRange])).toEqual([[withRanges[0], withoutRange]]);
  expect(pairs([withoutRange], withRanges)).toEqual([[withoutRange, withRanges[0]]]);
});
