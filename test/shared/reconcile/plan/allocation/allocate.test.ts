import { expect, it } from 'vitest';
import type { Instance } from '../../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../../shared/reconcile/model/route.ts';
import { allocate } from '../../../../../shared/reconcile/plan/allocation/allocate.ts';
import { evaluate } from '../../../../../shared/reconcile/plan/evaluate.ts';
import { cidr, networkSnapshot, nextHopTo, node, route } from '../../../../support/builders/network.ts';

const POLICY = { clusterCidrs: ['10.200.0.0/16', 'fd00:10::/48'].map(cidr) };

const requesting = (id: string, launchedAt = 1000) => node(id, { claim: { kind: 'requested' }, launchedAt });

/** The ranges that each node would be given. */
function chosen(nodes: readonly Instance[], routes: readonly Route[] = []) {
  const snapshot = networkSnapshot([...nodes], [...routes]);
  const { allocations } = allocate(snapshot, POLICY, evaluate(snapshot, POLICY.clusterCidrs));
  return new Map(allocations.map((each) => [each.node.id, each.ranges.map(({ cidr: range }) => range)]));
}

it('chooses by the node’s id: whoever else asks, and whoever comes first', () => {
  const ids = Array.from({ length: 8 }, (_, i) => `i-${i}`);
  const together = chosen(ids.map((id, i) => requesting(id, i)));
  const reversed = chosen(ids.map((id, i) => requesting(id, ids.length - i)));
  for (const id of ids) {
    const alone = chosen([requesting(id)]).get(id);
    expect(alone).toHaveLength(2);
    expect(together.get(id)).toEqual(alone);
    expect(reversed.get(id)).toEqual(alone);
  }
});

it('does not give the next node the range that one before it gave up', () => {
  const [first, next] = ['i-1', 'i-2'].map((id) => chosen([requesting(id)]).get(id));
  expect(next?.some((range) => first?.includes(range))).toBe(false);
});

it('names the ranges in the order of the families, whichever is reserved', () => {
  const [ipv4 = '', ipv6 = ''] = chosen([requesting('i-1')]).get('i-1') ?? [];
  for (const reserved of [ipv4, ipv6]) {
    const ranges = chosen([requesting('i-1')], [route(reserved, nextHopTo('i-1'))]).get('i-1');
    expect(ranges).toEqual([ipv4, ipv6]);
  }
});
