import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../../shared/reconcile/model/route.ts';
import { plan } from '../../../../../shared/reconcile/plan/plan.ts';
import { cidr, networkSnapshot, nextHopTo, node, POLICY, route } from '../../../../support/builders/network.ts';

const D = '10.200.1.0/24';
const TABLES = ['rtb-1', 'rtb-2'];
const asking: Instance = { ...node('a', { claim: { kind: 'requested' } }), addressFamilies: ['ipv4'] };
const elsewhere = { table: 'rtb-2' };

function allocationOf(others: readonly Instance[], ...routes: readonly Route[]) {
  return plan(networkSnapshot([asking, ...others], routes, { tables: TABLES }), POLICY);
}

describe('a range that a node has by its route and was not told', () => {
  const own = route(D, nextHopTo('a'));

  it('is told while nobody else has it', () => {
    const others = [
      node('b', { claims: [D], state: 'deleted' }),
      node('c', { claims: ['10.200.0.0/16'] }),
      node('d', { claims: ['10.200.2.0/24'] }),
      node('e', { claims: ['nonsense'] }),
      // Of two of a family the second is no claim.
      node('f', { claims: ['10.200.3.0/24', D] }),
      { ...node('g', { claims: [D] }), targetByFamily: { ipv6: 'eni-g' } },
    ];
    const { allocations, contested } = allocationOf(others, own).allocation;
    expect(contested).toEqual([]);
    expect(allocations).toMatchObject([{ node: asking, ranges: [{ cidr: D, isReserved: true }], surplus: [] }]);
  });

  it.each([D, '10.200.0.0/23', '10.200.1.128/25'])(
    'is neither told nor given up while another node states %s and has no route',
    (stated) => {
      const misplaced = route(D, { kind: 'instance', instanceId: 'b', targetId: 'eni-z' }, elsewhere);
      const result = allocationOf([node('b', { claims: [stated] })], own, misplaced);
      expect(result.allocation.allocations).toEqual([]);
      const reason = `name-of-a: asks for a pod CIDR and is not told ${D}, to which it has a route: name-of-b (b) states ${stated}`;
      expect(result.allocation.contested).toEqual([{ node: 'a', reason }]);
      expect(result.skipped).toContainEqual({ node: 'a', reason });
      expect(result.changes.filter(({ action }) => action === 'delete')).toEqual([]);
      // Whoever ends may leave it to this node.
      expect(result.waiting).toContainEqual({ id: 'a', ranges: POLICY.clusterCidrs });
      expect(result.waiting.filter(({ id }) => id === 'a')).toHaveLength(1);
    },
  );

  it.each<[string, Instance]>([
    ['held by name-of-b (b), whose claim is in doubt', node('b', { claims: ['nonsense'] })],
    ['held by name-of-b (b), which is no node', node('b')],
  ])('is neither told nor given up while a second route is %s', (reason, other) => {
    const { contested, allocations } = allocationOf([other], own, route(D, nextHopTo('b'), { name: 'z' })).allocation;
    expect(allocations).toEqual([]);
    const note = `name-of-a: asks for a pod CIDR and is not told ${D}, to which it has a route: a second one is ${reason}`;
    expect(contested).toEqual([{ node: 'a', reason: note }]);
  });

  it.each<[string, Instance, Route]>([
    ['who is gone', node('b', { state: 'deleted' }), route(D, nextHopTo('b'), { name: 'z', state: 'blackhole' })],
    ['who states another range', node('b', { claims: ['10.200.2.0/24'] }), route(D, nextHopTo('b'), { name: 'z' })],
    [
      'who asks too and came later',
      node('b', { claim: { kind: 'requested' }, launchedAt: 9000 }),
      route(D, nextHopTo('b'), { name: 'z' }),
    ],
    ['who is nobody’s node', node('b'), route(D, { kind: 'foreign', description: 'a gateway' }, { name: 'z' })],
  ])('is told beside a second route to somebody %s', (_, other, second) => {
    const { contested, allocations } = allocationOf([other], own, second).allocation;
    expect(contested).toEqual([]);
    expect(allocations.find(({ node: { id } }) => id === 'a')).toMatchObject({ ranges: [{ cidr: D }], surplus: [] });
  });

  it.each<[string, Instance, Route[]]>([
    ['states it and has a second route to it', node('b', { claims: [D] }), [route(D, nextHopTo('b'), { name: 'z' })]],
    ['states it and has another table’s route', node('b', { claims: [D] }), [route(D, nextHopTo('b'), elsewhere)]],
    [
      'states it and has somebody’s route to it',
      node('b', { claims: [D] }),
      [route(D, { kind: 'foreign', description: 'a mark', instance: { targetId: 'eni-b' } }, { name: 'z' })],
    ],
    [
      'states it and has a route that was made for one before it',
      node('b', { claims: [D] }),
      [route(D, { kind: 'instance', instanceId: 'gone', targetId: 'eni-b' }, { name: 'z' })],
    ],
    ['has a part of it', node('b', { claims: ['10.200.1.0/25'] }), [route('10.200.1.0/25', nextHopTo('b'))]],
    [
      'asks too, came earlier and has a route to it',
      node('b', { claim: { kind: 'requested' }, launchedAt: 0 }),
      [route(D, nextHopTo('b'), { name: 'z' })],
    ],
  ])('is given up for another where another node %s', (_, other, routes) => {
    const { allocations, contested } = allocationOf([other], own, ...routes).allocation;
    expect(contested).toEqual([]);
    const found = allocations.find(({ node: { id } }) => id === 'a');
    expect(found).toMatchObject({ surplus: [D], ranges: [{ isReserved: false }] });
    expect(found?.ranges.map((range) => range.cidr)).not.toContain(D);
  });

  it('is given up where no other is free, and nothing is promised', () => {
    const full = { ...POLICY, clusterCidrs: [cidr(D)], nodeMaskSizes: { ipv4: 25, ipv6: 64 } };
    const half = route('10.200.1.0/25', nextHopTo('a'));
    const others = [node('b', { claims: ['10.200.1.0/25'] }), node('c', { claims: ['10.200.1.128/25'] })];
    const routes = [
      half,
      route('10.200.1.0/25', nextHopTo('b'), { name: 'z' }),
      route('10.200.1.128/25', nextHopTo('c')),
    ];
    const { allocation } = plan(networkSnapshot([asking, ...others], routes), full);
    expect(allocation.allocations).toMatchObject([{ ranges: [], surplus: ['10.200.1.0/25'] }]);
    expect(allocation.exhausted).toHaveLength(1);
  });

  it('stays while one that another node has is given up', () => {
    const others = [node('b', { claims: [D] }), node('c', { claims: ['10.200.4.0/24'] })];
    const routes = [own, route('10.200.4.0/23', nextHopTo('a')), route('10.200.4.0/24', nextHopTo('c'))];
    const { allocations, contested } = allocationOf(others, ...routes).allocation;
    expect(contested).toHaveLength(1);
    expect(allocations).toMatchObject([{ ranges: [], surplus: ['10.200.4.0/23'] }]);
  });

  it('stays beside one that crosses the route of a node in doubt, and comes before that', () => {
    const others = [node('b', { claims: [D] }), node('c', { claims: ['nonsense'] })];
    const crossed = [route('10.200.0.0/25', nextHopTo('a')), route('10.200.0.0/24', nextHopTo('c'))];
    const { allocations, contested } = allocationOf(others, own, ...crossed).allocation;
    expect(allocations).toEqual([]);
    expect(contested).toHaveLength(1);
  });

  it('is not needed where the node has another one that is its own', () => {
    const other = node('b', { claims: [D] });
    const { allocations } = allocationOf([other], own, route('10.200.9.0/24', nextHopTo('a'))).allocation;
    expect(allocations).toMatchObject([{ ranges: [{ cidr: '10.200.9.0/24' }], surplus: [D] }]);
  });
});
