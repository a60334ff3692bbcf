import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import type { KubernetesNode } from '../../../../shared/reconcile/publication/kubernetes-node.ts';
import { planPublication } from '../../../../shared/reconcile/publication/plan-publication.ts';
import type { StatingInstance } from '../../../../shared/reconcile/publication/publication-cloud.ts';
import { cidr, nextHopTo, route } from '../../../support/builders/network.ts';
import { instance, kubernetesNode, view } from './example.ts';

const CLUSTER = [cidr('10.200.0.0/16')];
const DUAL = [cidr('10.200.0.0/16'), cidr('fd00:10::/48')];

const A = kubernetesNode('a', ['10.200.1.0/24']);
const OWN = ['10.200.1.0/24'];
const told = route('10.200.9.0/24', nextHopTo('i-a'));

function decide(
  node: KubernetesNode,
  others: readonly KubernetesNode[],
  instances: readonly StatingInstance[],
  routes: readonly Route[] = [],
) {
  const [step] = planPublication([node, ...others], view(instances, routes), CLUSTER, 'aws');
  return step?.decision;
}

describe('what is done about a Node', () => {
  it.each<[string, string, Parameters<typeof decide>]>([
    ['no-range', 'Kubernetes has given none', [kubernetesNode('a', []), [], [instance('i-a')]]],
    ['unusable', 'host bits are set', [kubernetesNode('a', ['10.200.1.5/24']), [], [instance('i-a')]]],
    ['unusable', 'two of one family', [kubernetesNode('a', ['10.200.1.0/24', '10.200.2.0/24']), [], [instance('i-a')]]],
    ['outside-cluster-cidr', 'it lies elsewhere', [kubernetesNode('a', ['10.96.0.0/24']), [], [instance('i-a')]]],
    ['outside-cluster-cidr', 'it is the whole', [kubernetesNode('a', ['10.200.0.0/16']), [], [instance('i-a')]]],
    ['outside-cluster-cidr', 'it is wider', [kubernetesNode('a', ['10.0.0.0/8']), [], [instance('i-a')]]],
    ['shared-range', 'another has the same', [A, [kubernetesNode('b', OWN)], [instance('i-a'), instance('i-b')]]],
    ['shared-range', 'another has a part', [A, [kubernetesNode('b', ['10.200.1.128/25'])], [instance('i-a')]]],
    ['no-instance', 'there is none', [A, [], []]],
    ['no-instance', 'it is gone', [A, [], [instance('i-a', { state: 'deleted' })]]],
    ['shared-instance', 'two Nodes name it', [A, [kubernetesNode('b', ['10.200.2.0/24'], 'i-a')], [instance('i-a')]]],
    ['unchanged', 'it states that', [A, [], [instance('i-a', { text: '10.200.1.0/24' })]]],
    ['unchanged', 'it states that, whoever routes', [A, [], [instance('i-a', { text: ' 10.200.1.0/24,' })], [told]]],
    ['asks', 'it asks podroutes', [A, [], [instance('i-a', { text: 'auto' })]]],
    ['asks', 'it asks and has a reservation', [A, [], [instance('i-a', { text: 'Auto' })], [told]]],
    ['routed-otherwise', 'podroutes told it another', [A, [], [instance('i-a', { text: '10.200.9.0/24' })], [told]]],
    ['routed-otherwise', 'it is an appliance', [A, [], [instance('i-a')], [told]]],
    ['differs', 'somebody stated another', [A, [], [instance('i-a', { text: '10.200.9.0/24' })]]],
    ['differs', 'somebody stated what is no range', [A, [], [instance('i-a', { text: 'tbd' })]]],
    [
      'differs',
      'somebody changed what was published',
      [A, [], [instance('i-a', { text: '10.200.9.0/24', published: '10.200.8.0/24' })]],
    ],
    ['held', 'another instance states it', [A, [], [instance('i-a'), instance('i-x', { text: '10.200.1.0/25' })]]],
    [
      'held',
      'a stopped one states it',
      [A, [], [instance('i-a'), instance('i-x', { text: '10.200.0.0/20', state: 'stopped' })]],
    ],
    ['write', 'nothing is stated', [A, [], [instance('i-a')]]],
    ['write', 'a blank is stated', [A, [], [instance('i-a', { text: ' ' })]]],
    [
      'write',
      'a route of somebody else has it',
      [A, [], [instance('i-a')], [route('10.200.1.0/24', nextHopTo('i-a'))]],
    ],
    [
      'write',
      'a route outside the cluster leads to it',
      [A, [], [instance('i-a')], [route('10.9.0.0/24', nextHopTo('i-a'))]],
    ],
    [
      'write',
      'Kubernetes gave it another before',
      [A, [], [instance('i-a', { text: '10.200.9.0/24', published: '10.200.9.0/24' })], [told]],
    ],
    [
      'write',
      'a gone instance stated it',
      [A, [], [instance('i-a'), instance('i-x', { text: '10.200.1.0/24', state: 'deleted' })]],
    ],
    [
      'write',
      'Kubernetes took it from another',
      [A, [], [instance('i-a'), instance('i-x', { text: '10.200.1.0/24', published: '10.200.1.0/24' })]],
    ],
  ])('%s: %s', (kind, _, args) => {
    expect(decide(...args)?.kind).toBe(kind);
  });

  it('tells of a replacement what stood there', () => {
    const before = instance('i-a', { text: '10.200.9.0/24', published: '10.200.9.0/24' });
    expect(decide(A, [], [before])).toEqual({ kind: 'write', instance: before, replaces: '10.200.9.0/24' });
  });

  it('publishes of two families those that the cluster CIDR has', () => {
    const both = kubernetesNode('a', ['10.200.1.0/24', 'fd00:10:0:1::/64']);
    const ranges = (cluster: typeof CLUSTER) =>
      planPublication([both], view([instance('i-a')]), cluster, 'aws')[0]?.ranges;
    expect(ranges(CLUSTER)).toEqual(['10.200.1.0/24']);
    expect(ranges(DUAL)).toEqual(['10.200.1.0/24', 'fd00:10:0:1::/64']);
  });
});

describe('the instance of a Node', () => {
  const at = (address: string, providerId?: string): KubernetesNode => ({
    name: 'a',
    podCidrs: OWN,
    internalAddresses: [address],
    ...(providerId === undefined ? {} : { providerId }),
  });

  it.each<[string, KubernetesNode, string | undefined]>([
    ['by its address without a provider ID', at('10.240.0.20'), 'i-a'],
    ['by its address where a distribution names something else', at('10.240.0.20', 'k3s://a'), 'i-a'],
    ['by its provider ID whatever its address', at('10.240.0.21', 'aws:///us-east-1a/i-a'), 'i-a'],
    [
      'not by its address where its provider ID names another',
      at('10.240.0.20', 'aws:///us-east-1a/i-gone'),
      undefined,
    ],
    ['not where no instance has its address', at('10.240.0.99'), undefined],
    ['not where two have its address', at('10.240.0.7'), undefined],
  ])('is found %s', (_, node, found) => {
    const instances = [
      instance('i-a', { address: '10.240.0.20' }),
      instance('i-c', { address: '10.240.0.7' }),
      instance('i-d', { address: '10.240.0.7' }),
    ];
    const decision = decide(node, [], instances);
    expect(decision !== undefined && 'instance' in decision ? decision.instance.id : undefined).toBe(found);
  });

  it('is found on GCP by project, zone and name', () => {
    const here = { ...instance('7'), providerKey: 'my-project/us-west1-c/worker-0' };
    const node = { ...at('10.240.0.99'), providerId: 'gce://my-project/us-west1-c/worker-0' };
    expect(planPublication([node], view([here]), CLUSTER, 'gcp')[0]?.decision.kind).toBe('write');
    const other = { ...node, providerId: 'gce://my-project/us-west1-b/worker-0' };
    expect(planPublication([other], view([here]), CLUSTER, 'gcp')[0]?.decision.kind).toBe('no-instance');
  });
});

const RANGES = [
  '10.200.1.0/24',
  '10.200.1.0/25',
  '10.200.2.0/24',
  '10.200.3.0/24',
  '10.9.0.0/24',
  '10.200.0.0/16',
  'junk',
];
const TEXTS = [...RANGES, 'auto', '', '10.200.1.0/24 10.200.2.0/24'];
const IDS = ['i-a', 'i-b', 'i-c', 'i-d'];

const anyInstance = fc.record({
  text: fc.option(fc.constantFrom(...TEXTS), { nil: undefined }),
  isPublished: fc.boolean(),
  state: fc.constantFrom('pending', 'running', 'stopped', 'deleted'),
});
const anyNetwork = fc.record({
  nodes: fc.array(fc.record({ ranges: fc.subarray(RANGES, { maxLength: 2 }), id: fc.constantFrom(...IDS, 'i-none') }), {
    maxLength: 5,
  }),
  instances: fc.tuple(...IDS.map(() => anyInstance)),
  routes: fc.array(
    fc.record({
      range: fc.constantFrom('10.200.1.0/24', '10.200.2.0/24', '10.200.3.0/24'),
      id: fc.constantFrom(...IDS),
    }),
    { maxLength: 4 },
  ),
});

function networkOf({ nodes, instances, routes }: typeof anyNetwork extends fc.Arbitrary<infer Value> ? Value : never) {
  return {
    nodes: nodes.map(({ ranges, id }, at) => kubernetesNode(`n${at}`, ranges, id)),
    network: view(
      instances.map(({ text, isPublished, state }, at) =>
        instance(IDS[at] ?? '', {
          state,
          ...(text === undefined ? {} : { text, ...(isPublished ? { published: text } : {}) }),
        }),
      ),
      routes.map(({ range, id }) => route(range, nextHopTo(id))),
    ),
  };
}

describe('whatever the network is', () => {
  it('never contradicts what podroutes told, or anybody stated; and no two are written overlapping ranges', () => {
    fc.assert(
      fc.property(anyNetwork, (given) => {
        const { nodes, network } = networkOf(given);
        const steps = planPublication(nodes, network, CLUSTER, 'aws');
        expect(steps.map(({ node }) => node)).toEqual(nodes);
        const written = steps.flatMap((step) =>
          step.decision.kind === 'write' ? [{ ...step, ...step.decision }] : [],
        );
        for (const { instance: target, ranges, replaces } of written) {
          const { text = '', published } = target.statement;
          expect(ranges.length).toBeGreaterThan(0);
          if (text.trim() !== '') expect([published, replaces]).toEqual([text, text]);
          if (text !== published) {
            const others = network.routes.filter(
              ({ nextHop, destination }) =>
                nextHop.kind === 'instance' && nextHop.instanceId === target.id && !ranges.includes(destination),
            );
            expect(others).toEqual([]);
          }
          expect(text.toLowerCase()).not.toBe('auto');
        }
        const pairs = written.flatMap((one, at) => written.slice(at + 1).map((other) => [one, other] as const));
        for (const [one, other] of pairs) {
          expect(one.instance.id).not.toBe(other.instance.id);
          expect(one.ranges.some((a) => other.ranges.some((b) => overlaps(a, b)))).toBe(false);
        }
      }),
    );
  });

  it('a second look after the first was carried out writes nothing', () => {
    fc.assert(
      fc.property(anyNetwork, (given) => {
        const { nodes, network } = networkOf(given);
        const writes = new Map(
          planPublication(nodes, network, CLUSTER, 'aws').flatMap(({ ranges, decision }) =>
            decision.kind === 'write' ? [[decision.instance.id, ranges.join(' ')] as const] : [],
          ),
        );
        const after = network.instances.map((each) => {
          const text = writes.get(each.id);
          return text === undefined ? each : { ...each, statement: { text, published: text } };
        });
        const kinds = new Map(
          planPublication(nodes, { ...network, instances: after }, CLUSTER, 'aws').flatMap(({ decision }) =>
            'instance' in decision && writes.has(decision.instance.id)
              ? [[decision.instance.id, decision.kind] as const]
              : [],
          ),
        );
        expect([...kinds.values()].filter((kind) => kind !== 'unchanged')).toEqual([]);
      }),
    );
  });
});
