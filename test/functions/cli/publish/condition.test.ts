import { describe, expect, it } from 'vitest';
import { conditionChanges } from '../../../../shared/reconcile/publication/network-condition.ts';
import { planPublication } from '../../../../shared/reconcile/publication/plan-publication.ts';
import { cidr, nextHopTo, route } from '../../../support/builders/network.ts';
import { awsEnv, gcpEnv, runCli, sleepless } from '../../../support/cli/run-cli.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';
import { startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { instance, kubernetesNode, view } from '../../../shared/reconcile/publication/example.ts';
import { boot, gcpProviderId, metadataOf } from './gcp-stage.ts';
import { awsProviderId, startKubernetes, type TestCluster } from './kubernetes.ts';
import { startWatching } from './watching.ts';

const CLUSTER = [cidr('10.200.0.0/16'), cidr('fd00:10::/48')];
const A = instance('i-a', { text: '10.200.1.0/24' });
const TABLES = ['rtb-1', 'rtb-2'];
const inTable = (table: string, more = {}) => route('10.200.1.0/24', nextHopTo('i-a'), { table, ...more });
const BOTH = TABLES.map((table) => inTable(table));

/** As the route controller writes it, a second after the clock's start. */
const ROUTE_CREATED = {
  type: 'NetworkUnavailable',
  status: 'False',
  reason: 'RouteCreated',
  message: 'RouteController created a route',
  lastTransitionTime: '2026-01-01T00:00:01Z',
  lastHeartbeatTime: '2026-01-01T00:00:01Z',
};

describe('the condition NetworkUnavailable', () => {
  const changes = (
    routes: typeof BOTH,
    networkUnavailable?: string,
    podCidrs = ['10.200.1.0/24'],
    gaps: string[] = [],
  ) => {
    const node = {
      ...kubernetesNode('a', podCidrs),
      ...(networkUnavailable === undefined ? {} : { networkUnavailable }),
    };
    const network = { ...view([A], routes, TABLES), gaps };
    const steps = planPublication([node], network, CLUSTER, 'aws');
    return conditionChanges(steps, network).map(({ isUnavailable }) => isUnavailable);
  };

  it.each<[string, Parameters<typeof changes>, boolean[]]>([
    ['is False once every table has the route', [BOTH], [false]],
    ['stays as it is where it is so already', [BOTH, 'False'], []],
    ['goes from True to False', [BOTH, 'True'], [false]],
    ['is True while a table has none', [[inTable('rtb-1')]], [true]],
    ['is True while one is a blackhole', [[inTable('rtb-1'), inTable('rtb-2', { state: 'blackhole' })]], [true]],
    [
      'is True while one leads elsewhere',
      [[inTable('rtb-1'), inTable('rtb-2', { nextHop: nextHopTo('i-b') })]],
      [true],
    ],
    ['goes from False to True when a route is gone', [[], 'False'], [true]],
    ['stays as it is without a range', [BOTH, undefined, []], []],
    ['is True while one family is missing', [BOTH, undefined, ['10.200.1.0/24', 'fd00:10:0:1::/64']], [true]],
    ['does not become True on a listing with gaps', [[], 'False', undefined, ['zone b could not be reached']], []],
    ['becomes False on a listing with gaps', [BOTH, 'True', undefined, ['zone b could not be reached']], [false]],
  ])('%s', (_, args, expected) => {
    expect(changes(...args)).toEqual(expected);
  });
});

const KUBERNETES_CALLS = ['list nodes', 'watch nodes', 'patch nodes/status'];

const conditionOf = ({ nodes }: TestCluster, name: string) =>
  nodes.get(name).status.conditions.find(({ type }) => type === 'NetworkUnavailable');

describe('the way from a Node to its route', () => {
  it('on AWS: tag, event, route, condition; and back when the instance is gone', async () => {
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    const flags = ['--network-condition'];
    await using watching = startWatching(kubernetes, awsEnv(aws.ec2), flags);
    const { id } = aws.ec2.backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] });
    aws.ec2.settle();
    await aws.deliver();
    await watching.until(() => kubernetes.watches.count === 1);
    aws.ec2.calls.reset();
    const startedAt = watching.clock.now();
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });
    await watching.until(() => aws.queue.length > 0);
    expect(watching.clock.now() - startedAt).toBe(200);
    expect(aws.ec2.calls.all.map(({ action }) => action)).toEqual([
      'DescribeRouteTables',
      'DescribeInstances',
      'DescribeInstances',
      'CreateTags',
    ]);
    await aws.deliver();
    expect(aws.routes()).toEqual({ '10.200.7.0/24': id });
    await watching.until(() => conditionOf(kubernetes, 'node-a')?.status === 'False');
    expect(conditionOf(kubernetes, 'node-a')).toEqual(ROUTE_CREATED);
    expect(watching.clock.now() - startedAt).toBe(1200);
    expect(kubernetes.nodes.get('node-a').spec.taints).toBeUndefined();
    expect(KUBERNETES_CALLS.map((call) => kubernetes.calls.count(call))).toEqual([1, 1, 2]);

    aws.ec2.backend.terminate(id);
    aws.ec2.settle();
    await aws.deliver();
    expect(aws.routes()).toEqual({});
    await watching.until(() => conditionOf(kubernetes, 'node-a')?.status === 'True');
    expect(conditionOf(kubernetes, 'node-a')).toMatchObject({
      reason: 'NoRouteCreated',
      message: 'RouteController failed to create a route',
    });
    expect(kubernetes.nodes.get('node-a').spec.taints).toHaveLength(1);
    kubernetes.nodes.delete('node-a');
    const patches = kubernetes.calls.count('patch nodes/status');
    await watching.pass(900_000);
    expect(await watching.stop()).toBe(0);
    expect(kubernetes.calls.count('patch nodes/status')).toBe(patches);
    expect(watching.lines.filter((line) => line.startsWith('condition'))).toEqual([
      'condition of node-a: NetworkUnavailable=True (NoRouteCreated)',
      'condition of node-a: NetworkUnavailable=False (RouteCreated)',
      'condition of node-a: NetworkUnavailable=True (NoRouteCreated)',
    ]);
  });

  it('on GCP: metadata, audit entry, route, condition; and back when Node and instance are deleted', async () => {
    await using gcp = await startGcpTestbed();
    await using kubernetes = await startKubernetes();
    await using watching = startWatching(kubernetes, gcpEnv(gcp.gce), ['--network-condition']);
    boot(gcp, 0);
    await gcp.deliver();
    await watching.until(() => kubernetes.watches.count === 1);
    gcp.gce.calls.reset();
    const startedAt = watching.clock.now();
    kubernetes.nodes.put({ name: 'node-a', providerId: gcpProviderId('worker-0'), podCidrs: ['10.200.7.0/24'] });
    await watching.until(() => conditionOf(kubernetes, 'node-a')?.status === 'True');
    expect(watching.clock.now() - startedAt).toBe(200);
    expect(gcp.gce.calls.all.map(({ action }) => action)).toEqual([
      'instances.aggregatedList',
      'routes.list',
      'instances.get',
      'instances.setMetadata',
      'zoneOperations.wait',
    ]);
    await gcp.deliver();
    expect(gcp.routes()).toEqual({ 'kubernetes-route-10-200-7-0-24': '10.240.0.20' });
    await watching.until(() => conditionOf(kubernetes, 'node-a')?.status === 'False');
    expect(conditionOf(kubernetes, 'node-a')).toEqual(ROUTE_CREATED);
    expect(watching.clock.now() - startedAt).toBe(1200);
    expect(kubernetes.nodes.get('node-a').spec.taints).toBeUndefined();
    expect(KUBERNETES_CALLS.map((call) => kubernetes.calls.count(call))).toEqual([1, 1, 2]);

    kubernetes.nodes.delete('node-a');
    await watching.pass(10_000);
    expect(metadataOf(gcp, 'worker-0')['pod-cidr']).toBe('10.200.7.0/24');
    expect(Object.keys(gcp.routes())).toHaveLength(1);
    gcp.gce.backend.deleteInstance('worker-0');
    gcp.gce.settle();
    await gcp.deliver();
    expect(gcp.routes()).toEqual({});
    await watching.pass(900_000);
    expect(await watching.stop()).toBe(0);
    expect(KUBERNETES_CALLS.map((call) => kubernetes.calls.count(call)).at(-1)).toBe(2);
  });

  it('on GCP: a node whose instance is gone is unavailable, until another of its name has its route', async () => {
    await using gcp = await startGcpTestbed();
    await using kubernetes = await startKubernetes();
    await using watching = startWatching(kubernetes, gcpEnv(gcp.gce), ['--network-condition']);
    boot(gcp, 0);
    kubernetes.nodes.put({ name: 'node-a', providerId: gcpProviderId('worker-0'), podCidrs: ['10.200.7.0/24'] });
    const status = () => conditionOf(kubernetes, 'node-a')?.status;
    await watching.until(() => status() === 'True');
    await gcp.deliver();
    await watching.until(() => status() === 'False');
    gcp.gce.backend.deleteInstance('worker-0');
    gcp.gce.settle();
    await gcp.deliver();
    expect(gcp.routes()).toEqual({});
    await watching.until(() => status() === 'True');
    expect(conditionOf(kubernetes, 'node-a')).toMatchObject({
      reason: 'NoRouteCreated',
      message: 'RouteController failed to create a route',
    });
    expect(kubernetes.nodes.get('node-a').spec.taints).toHaveLength(1);
    boot(gcp, 0);
    await watching.until(() => metadataOf(gcp, 'worker-0')['pod-cidr'] === '10.200.7.0/24');
    await gcp.deliver();
    await watching.until(() => status() === 'False');
    expect(gcp.routes()).toEqual({ 'kubernetes-route-10-200-7-0-24': '10.240.0.20' });
    expect(kubernetes.nodes.get('node-a').spec.taints).toBeUndefined();
    expect(await watching.stop()).toBe(0);
  });

  it('touches nothing in the cluster without the flag, and says what the role lacks with it', async () => {
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    const publish = (...flags: string[]) =>
      runCli(['publish', '--kubeconfig', kubernetes.file, ...flags], { env: awsEnv(aws.ec2), time: sleepless() });
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(aws.boot(0)), podCidrs: ['10.200.0.0/24'] });
    await aws.deliver();
    expect((await publish()).code).toBe(0);
    expect(kubernetes.calls.all.map(({ action }) => action)).toEqual(['list nodes']);
    expect((await publish('--network-condition', '--dry-run')).stdout).toContain('1 conditions to set');
    kubernetes.faults.failNext('patch nodes/status', { code: 'Forbidden', status: 403 });
    const refused = await publish('--network-condition');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(
      /node-a: patch nodes\/status at .* cannot patch .*its role needs "patch nodes\/status"/,
    );
    const { code, stdout } = await publish('--network-condition');
    expect([code, stdout]).toEqual([0, expect.stringContaining('* node-a: NetworkUnavailable=False (RouteCreated)')]);
    expect(conditionOf(kubernetes, 'node-a')?.status).toBe('False');
  });
});
