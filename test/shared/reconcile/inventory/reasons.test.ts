import { describe, expect, it } from 'vitest';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import { networkSnapshot, nextHopTo, node, POLICY, route } from '../../../support/builders/network.ts';

const RANGE = '10.200.1.0/24';

function inventoryOf(nodes: readonly Instance[], routes: readonly Route[]) {
  const { nodes: entries, routes: found } = buildInventory(networkSnapshot(nodes, routes), POLICY.clusterCidrs, 'aws');
  return {
    nodes: Object.fromEntries(entries.map(({ node: { id }, status, reasons }) => [id, [status, ...reasons]])),
    routes: found.map(({ destination, status, reason }) => [destination, status, reason]),
  };
}

const claimant = (id: string, launchedAt: number) => node(id, { claims: [RANGE], launchedAt });

describe('the reasons of an inventory', () => {
  it('name who keeps a range that several nodes claim, with and without a route', () => {
    const nodes = [claimant('a', 1), claimant('b', 2)];
    const remark = `${RANGE} stays with name-of-a (a), which claims it too`;
    expect(inventoryOf(nodes, []).nodes).toEqual({ a: ['missing'], b: ['conflict', remark] });
    expect(inventoryOf(nodes, [route(RANGE, nextHopTo('a'))]).nodes).toEqual({ a: ['ok'], b: ['conflict', remark] });
    expect(inventoryOf(nodes, [route(RANGE, nextHopTo('b'))]).nodes).toEqual({
      a: ['conflict', `${RANGE} stays with name-of-b (b), which claims it too`],
      b: ['ok'],
    });
  });

  it('name three others that claim it, and count the rest', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, i) => claimant(id, i));
    expect(inventoryOf(nodes, []).nodes['f']).toEqual([
      'conflict',
      `${RANGE} stays with name-of-a (a), which claims it too; so do name-of-b (b), name-of-c (c), name-of-d (d) and 1 more`,
    ]);
  });

  it('say in a conflict with several nodes also who holds the route', () => {
    const held = route(RANGE, { kind: 'foreign', description: 'igw-1' });
    expect(inventoryOf([claimant('a', 1), claimant('b', 2)], [held]).nodes).toEqual({
      a: ['conflict', 'held by igw-1'],
      b: ['conflict', `${RANGE} stays with name-of-a (a), which claims it too`, 'held by igw-1'],
    });
  });

  it('name the node that a stale route leads to, and what it claims', () => {
    const nodes = [node('a', { claims: ['10.200.0.0/24', 'fd00:10::/64'] }), claimant('b', 2)];
    const told = 'name-of-a claims 10.200.0.0/24 and fd00:10::/64';
    const found = inventoryOf(nodes, [route(RANGE, nextHopTo('a')), route('10.200.9.0/24', nextHopTo('a'))]);
    expect(found.routes.filter(([, status]) => status === 'stale')).toEqual([
      [RANGE, 'stale', told],
      ['10.200.9.0/24', 'stale', told],
    ]);
    expect(found.nodes['b']).toEqual(['stale', `leads to a: ${told}`]);
  });

  it('say of a route that is retained whose claim is not accepted, and call it no conflict', () => {
    const refused = node('a', { claims: ['10.200.x.0/24'] });
    expect(inventoryOf([refused], [route(RANGE, nextHopTo('a'))])).toEqual({
      nodes: { a: ['refused', expect.stringContaining('"10.200.x.0/24" refused')] },
      routes: [[RANGE, 'retained', 'the claim of name-of-a is not accepted']],
    });
  });

  it('say of a node that asks for a range that it does not claim what somebody else’s interface has', () => {
    const asking = node('a', { claim: { kind: 'requested' } });
    const wrong = route(RANGE, { kind: 'instance', instanceId: 'a', targetId: 'eni-other' });
    expect(inventoryOf([asking], [wrong]).routes).toEqual([[RANGE, 'stale', 'name-of-a does not claim it']]);
  });
});

describe('a stopped node', () => {
  const stopped = node('a', { claims: [RANGE], state: 'stopped' });

  it('is stopped, and its blackhole is so with the reason', () => {
    expect(inventoryOf([stopped], [route(RANGE, nextHopTo('a'), { state: 'blackhole' })])).toEqual({
      nodes: { a: ['stopped'] },
      routes: [[RANGE, 'stopped', 'node name-of-a is stopped']],
    });
  });

  it('is stopped where the cloud still calls its route active', () => {
    expect(inventoryOf([stopped], [route(RANGE, nextHopTo('a'))])).toEqual({
      nodes: { a: ['stopped'] },
      routes: [[RANGE, 'stopped', 'node name-of-a is stopped']],
    });
  });

  it('has the worse status where something else is wrong', () => {
    expect(inventoryOf([stopped], []).nodes).toEqual({ a: ['missing'] });
    const refused = node('a', { claims: ['10.100.0.0/24'], state: 'stopped' });
    expect(inventoryOf([refused], []).nodes['a']?.[0]).toBe('refused');
  });

  it('is not one that boots: its blackhole is none that lasts', () => {
    const pending = node('a', { claims: [RANGE], state: 'pending' });
    expect(inventoryOf([pending], [route(RANGE, nextHopTo('a'), { state: 'blackhole' })])).toEqual({
      nodes: { a: ['blackhole', 'node name-of-a is pending'] },
      routes: [[RANGE, 'blackhole', 'node name-of-a is pending']],
    });
  });
});
