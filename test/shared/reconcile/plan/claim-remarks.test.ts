import { describe, expect, it } from 'vitest';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { readinessIn } from '../../../../shared/reconcile/plan/node-readiness.ts';
import { nextHopTo, node, POLICY, route, networkSnapshot } from '../../../support/builders/network.ts';

const reason = 'its pod CIDR is computed at boot; tag the instance with pod-cidr';
const computing = node('a', { claim: { kind: 'computed', reason } });
const note = { node: 'a', reason: `name-of-a: ${reason}` };

describe('a node that computes its pod CIDR', () => {
  const held = [route('10.200.1.0/24', nextHopTo('a'))];

  it('keeps its route and is told what to do', () => {
    expect(plan(networkSnapshot([computing], held), POLICY)).toMatchObject({
      changes: [],
      conflicts: [],
      skipped: [note],
    });
  });

  it('keeps it from who states the same, and from who states a part', () => {
    const rivals = [node('b', { claims: ['10.200.1.0/24'] }), node('c', { claims: ['10.200.1.128/25'] })];
    for (const rival of rivals) expect(plan(networkSnapshot([computing, rival], held), POLICY).changes).toEqual([]);
  });

  it('is not ready until it is tagged', () => {
    expect(readinessIn(networkSnapshot([computing], []), POLICY.clusterCidrs)('a')).toEqual({
      status: 'not-ready',
      reason,
    });
  });

  it('is shown as one whose range is not known', () => {
    const { nodes } = buildInventory(networkSnapshot([computing], held), POLICY.clusterCidrs, 'aws');
    expect(nodes).toMatchObject([{ podCidrs: [], status: 'unreadable', reasons: [note.reason] }]);
  });
});

describe('an instance with a similar key', () => {
  const near = node('b', { claim: { kind: 'none', remark: 'has the tag "PodCidr"; podroutes reads "pod-cidr"' } });

  it('is no node, and is reported', () => {
    const skipped = [{ node: 'b', reason: 'name-of-b: has the tag "PodCidr"; podroutes reads "pod-cidr"' }];
    const seen = networkSnapshot([near], [route('10.200.1.0/24', nextHopTo('b'))]);
    expect(plan(seen, POLICY)).toMatchObject({ changes: [], skipped });
    expect(readinessIn(seen, POLICY.clusterCidrs)('b')).toEqual({ status: 'not-a-node' });
    expect(buildInventory(seen, POLICY.clusterCidrs, 'aws').nodes).toEqual([]);
  });

  it('that has ended is not', () => {
    expect(plan(networkSnapshot([{ ...near, state: 'deleted' }], []), POLICY).skipped).toEqual([]);
  });
});
