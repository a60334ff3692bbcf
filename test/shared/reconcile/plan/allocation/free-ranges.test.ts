import { expect, it } from 'vitest';
import { freeRanges } from '../../../../../shared/reconcile/plan/allocation/free-ranges.ts';
import { cidr, networkSnapshot, nextHopTo, node, route } from '../../../../support/builders/network.ts';

const count = (clusterCidrs: readonly string[], claims: readonly string[], routes: readonly string[] = []) =>
  freeRanges(
    networkSnapshot(
      claims.map((claim, i) => node(`n${i}`, { claims: [claim] })),
      routes.map((destination) => route(destination, nextHopTo('n0'))),
    ),
    { clusterCidrs: clusterCidrs.map(cidr) },
  ).map(({ cidr: range, prefixLength, count, smaller }) => [
    `${count} of /${prefixLength} in ${range}`,
    ...(smaller === undefined ? [] : [`${smaller.count} of /${smaller.prefixLength}`]),
  ]);

it.each<[string, Parameters<typeof count>, string[][]]>([
  ['an empty cluster', [['10.200.0.0/16'], []], [['256 of /24 in 10.200.0.0/16']]],
  ['what nodes state', [['10.200.0.0/16'], ['10.200.3.0/24']], [['255 of /24 in 10.200.0.0/16']]],
  ['what routes lead to', [['10.200.0.0/16'], [], ['10.200.0.0/20']], [['240 of /24 in 10.200.0.0/16']]],
  [
    'both families',
    [['10.200.0.0/20', 'fd00:10::/60'], []],
    [['16 of /24 in 10.200.0.0/20'], ['16 of /64 in fd00:10::/60']],
  ],
  [
    'two cluster CIDRs, the first full',
    [['10.200.0.0/23', '10.201.0.0/23'], ['10.200.0.0/24'], ['10.200.1.0/24']],
    [['0 of /24 in 10.200.0.0/23'], ['2 of /24 in 10.201.0.0/23']],
  ],
  [
    'only smaller ones',
    [['10.200.0.0/23'], ['10.200.0.0/24', '10.200.1.64/26']],
    [['0 of /24 in 10.200.0.0/23', '1 of /25']],
  ],
  ['a cluster CIDR of one range', [['10.200.0.0/24'], []], [['0 of /24 in 10.200.0.0/24', '2 of /25']]],
])('free ranges: %s', (_, network, expected) => {
  expect(count(...network)).toEqual(expected);
});
