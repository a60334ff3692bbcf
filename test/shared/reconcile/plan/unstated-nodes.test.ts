import { describe, expect, it } from 'vitest';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import { unstatedNodes } from '../../../../shared/reconcile/plan/claims/unstated-nodes.ts';
import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { networkSnapshot, nextHopTo, node, POLICY, route } from '../../../support/builders/network.ts';

const GCP_GROUP = 'projects/p/zones/z/instanceGroupManagers/workers';

const silent = (id: string, more: Partial<Instance> = {}): Instance => ({ ...node(id), ...more });
const inGroup = { group: 'workers' };
const tagged = { ...inGroup, hasClusterTag: true };
const untagged = { ...inGroup, hasClusterTag: false };
const mate = { ...node('mate', { claims: ['10.200.0.0/24'] }), ...untagged };
const asking = { ...node('asking', { claim: { kind: 'requested' } }), ...untagged };
const computing = { ...node('computing', { claim: { kind: 'computed', reason: 'x' } }), ...untagged };

const found = (instances: readonly Instance[], routes: readonly Route[] = []) =>
  unstatedNodes(networkSnapshot(instances, routes), POLICY.clusterCidrs).map(({ node: { id } }) => id);

describe('an instance that states no pod CIDR', () => {
  it.each<[string, readonly Instance[], readonly string[], (readonly Route[])?]>([
    ['of no group, with the cluster’s tag: a controller', [silent('a', { hasClusterTag: true }), mate], []],
    ['of no group, without a tag', [silent('a', { hasClusterTag: false }), mate], []],
    ['of no group, where clusters have no tag', [silent('a'), mate], []],
    ['three of a group with the cluster’s tag', ['a', 'b', 'c'].map((id) => silent(id, tagged)), ['a', 'b', 'c']],
    ['of a group without the cluster’s tag', [silent('a', untagged)], []],
    ['of a group, where clusters have no tag', [silent('a', { group: GCP_GROUP })], ['a']],
    ['the same that forwards nothing', [silent('a', { group: GCP_GROUP, canIpForward: false })], []],
    ['of a group whose others state a range', [silent('a', untagged), mate], ['a']],
    ['of a group whose others ask for one', [silent('a', untagged), asking], ['a']],
    ['of a group whose others compute theirs', [silent('a', untagged), computing], ['a']],
    ['of a group whose others have ended', [silent('a', untagged), { ...mate, state: 'deleted' }], []],
    ['of another group than nodes', [silent('a', { ...untagged, group: 'bastions' }), mate], []],
    ['that is stopped', [silent('a', { ...tagged, state: 'stopped' })], ['a']],
    ['that has ended', [silent('a', { ...tagged, state: 'deleted' })], []],
    ['that says so with an empty key', [silent('a', { ...tagged, claim: { kind: 'none', isDeclared: true } })], []],
    ['with a similar key, which is told of elsewhere', [silent('a', { ...tagged, claim: remark('PodCidr') })], []],
    ['that a default route leads to: a NAT instance', [silent('a', tagged)], [], [route('0.0.0.0/0', nextHopTo('a'))]],
    ['that a pod route leads to', [silent('a', tagged)], ['a'], [route('10.200.9.0/24', nextHopTo('a'))]],
    ['beside claims of every kind', [mate, asking, computing], []],
  ])('%s', (_, instances, expected, routes) => {
    expect(found(instances, routes)).toEqual(expected);
  });

  function remark(key: string): Instance['claim'] {
    return { kind: 'none', remark: `has the tag "${key}"; podroutes reads "pod-cidr"` };
  }

  it('is skipped by the plan, with what to do, and stands beside the nodes', () => {
    const instances = [silent('a', { ...tagged, group: GCP_GROUP }), silent('b', { claim: remark('PodCidr') })];
    const snapshot = networkSnapshot(instances, []);
    const advice = 'set pod-cidr to its range, to auto for one that is free, or to nothing if it is no node';
    const note = { node: 'a', reason: `name-of-a: is of the group workers and states no pod CIDR; ${advice}` };
    const near = { node: 'b', reason: 'name-of-b: has the tag "PodCidr"; podroutes reads "pod-cidr"' };
    expect(plan(snapshot, POLICY).skipped).toEqual([near, note]);
    const { nodes, unstated } = buildInventory(snapshot, POLICY.clusterCidrs, 'gcp');
    expect(nodes).toEqual([]);
    expect(unstated.map((each) => each.note)).toEqual([near, note]);
  });
});
