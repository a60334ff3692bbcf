import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { QuotaHeadroom } from '../../../../functions/aws/telemetry/quota-headroom.ts';
import { MetricsRecorder } from '../../../../functions/aws/telemetry/metrics.ts';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { reportWith } from '../../../support/builders/report.ts';
import type { Report } from '../../../../shared/reconcile/report/report.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';
import { runModule } from '../../../support/build/built-output.ts';

const COUNTS = [
  'RoutesCreated',
  'RoutesReplaced',
  'RoutesDeleted',
  'Conflicts',
  'RefusedNodes',
  'NodesWithoutRange',
  'Failures',
];

describe('metrics', () => {
  it('are one line of the embedded metric format for each reconcile', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    bench.boot(1);
    await bench.deliver();
    expect(bench.metrics).toHaveLength(1);
    expect(bench.metrics[0]).toMatchObject({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'podroutes',
            Dimensions: [['cluster']],
            Metrics: [
              ...COUNTS.map((name) => ({ Name: name, Unit: 'Count' })),
              { Name: 'RoutesLeftBeforeQuotaPercent', Unit: 'Percent' },
              { Name: 'EventToRouteSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      cluster: AWS_TUTORIAL.cluster,
      RoutesCreated: 2,
      RoutesReplaced: 0,
      RoutesDeleted: 0,
      Conflicts: 0,
      RefusedNodes: 0,
      NodesWithoutRange: 0,
      Failures: 0,
      // The local route, the default route and two pods' routes.
      RoutesLeftBeforeQuotaPercent: (100 * (500 - 4)) / 500,
      EventToRouteSeconds: [expect.any(Number), expect.any(Number)],
    });
  });

  it('count replacements, deletions, conflicts and failures', async () => {
    await using bench = await startAwsTestbed();
    const first = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(first);
    bench.ec2.settle();
    bench.queue.takeAll();
    const holder = bench.boot(0);
    await bench.deliver();
    bench.boot(0, '10.240.0.99');
    await bench.deliver();
    bench.queue.takeAll();
    bench.ec2.backend.terminate(holder);
    bench.ec2.faults.failNext('ReplaceRoute', { code: 'InternalError', status: 500 });
    await bench.deliver();
    expect(bench.metrics.slice(1)).toMatchObject([
      { RoutesReplaced: 1, Conflicts: 0, Failures: 0 },
      { RoutesReplaced: 0, Conflicts: 1, Failures: 0 },
      { RoutesReplaced: 0, Failures: 1 },
    ]);
  });

  it('count the nodes whose pod CIDR is refused, and not those that state none of their own', async () => {
    await using bench = await startAwsTestbed();
    const { subnetId } = bench.network;
    for (const podCidr of ['10.99.0.0/24', 'banana', '10.200.0.0/16', '10.200.7.0/24'])
      bench.ec2.backend.runInstance({ subnetId, tags: { 'pod-cidr': podCidr } });
    bench.ec2.settle();
    await bench.invokeManually({ action: 'resync' });
    expect(bench.metrics.at(-1)).toMatchObject({ RoutesCreated: 1, RefusedNodes: 2, Conflicts: 0, Failures: 0 });
  });

  it('count the nodes that ask for a range, for which none is free', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    for (let i = 0; i < 4; i += 1)
      bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, tags: { 'pod-cidr': 'auto' } });
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.metrics.at(-1)).toMatchObject({ NodesWithoutRange: 2, RefusedNodes: 0, Failures: 0 });
  });

  it('say that the network could not be read', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    bench.ec2.faults.failNext('DescribeRouteTables', { code: 'Unavailable', status: 503 });
    await bench.deliver();
    expect(bench.metrics).toMatchObject([{ Failures: 1, cluster: AWS_TUTORIAL.cluster }]);
  });

  it('say how long it took from the first event about a node to its route', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.queue.takeAll();
    const now = Date.now();
    const event = (state: string, secondsAgo: number) => ({
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      time: new Date(now - 1000 * secondsAgo).toISOString(),
      detail: { 'instance-id': id, state },
    });
    bench.queue.send(event('running', 3));
    bench.queue.send(event('pending', 20));
    await bench.deliver();
    const seconds = bench.metrics[0]?.['EventToRouteSeconds'];
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThanOrEqual(20 + (Date.now() - now) / 1000);
  });

  it('tell the fullest table’s room, families apart, and without propagated routes', async () => {
    await using bench = await startAwsTestbed({ settings: { ROUTE_QUOTA: '10' } });
    const { vpcId, routeTableId, gatewayId } = bench.network;
    const { backend } = bench.ec2;
    const fuller = backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id;
    for (let i = 0; i < 5; i += 1)
      backend.createRoute(fuller, `10.9${i}.0.0/16`, { field: 'gatewayId', id: gatewayId });
    for (let i = 0; i < 7; i += 1) {
      backend.addForeignRoute(routeTableId, {
        destination: `fd99:${i}::/64`,
        target: { field: 'natGatewayId', id: 'n' },
      });
      backend.addForeignRoute(routeTableId, {
        destination: `10.8${i}.0.0/16`,
        target: { field: 'gatewayId', id: 'vgw-1' },
        origin: 'EnableVgwRoutePropagation',
      });
    }
    await bench.invokeManually({ action: 'resync' });
    expect(bench.metrics.at(-1)).toMatchObject({ RoutesLeftBeforeQuotaPercent: 30 });
    for (let i = 0; i < 9; i += 1)
      backend.addForeignRoute(fuller, { destination: `10.7${i}.0.0/16`, target: { field: 'natGatewayId', id: 'n' } });
    await bench.invokeManually({ action: 'resync' });
    expect(bench.metrics.at(-1)).toMatchObject({ RoutesLeftBeforeQuotaPercent: 0 });
  });

  it('of a plan there are none, nor of noise', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    bench.queue.takeAll();
    await bench.invokeManually({ action: 'plan' });
    bench.queue.sendBody('noise');
    await bench.deliver();
    expect(bench.metrics).toEqual([]);
  });

  it.each([
    ['are written to the log on Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'podroutes' }, 1],
    ['are not written elsewhere', {}, 0],
  ])('%s', async (_, more, count) => {
    await using bench = await startAwsTestbed();
    const code = `const { handler } = await import('./functions/aws/handler.ts'); await handler({ action: 'resync' })`;
    const output = await runModule(fileURLToPath(new URL('../../../..', import.meta.url)), code, {
      CLUSTER_NAME: AWS_TUTORIAL.cluster,
      CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: bench.ec2.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...more,
    });
    const lines = output.split('\n').filter((line) => line.includes('"_aws"'));
    expect(lines).toHaveLength(count);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ cluster: AWS_TUTORIAL.cluster, RoutesCreated: 0 });
  });

  it('go to the sink however many values they have', () => {
    const lines: Record<string, unknown>[] = [];
    const meter = new MetricsRecorder('prod', new QuotaHeadroom(500), (line) => void lines.push(JSON.parse(line)));
    const nodes = Array.from({ length: 250 }, (_, i) => `i-${i}`);
    const hints = nodes.map((instanceId) => ({ instanceId, state: 'running', at: 0 }) as const);
    meter.recordReconcile(reportOf(nodes), hints, 5000);
    expect(lines.map((line) => [line['RoutesCreated'], line['EventToRouteSeconds']])).toEqual([
      [250, Array.from({ length: 99 }, () => 5)],
      [undefined, Array.from({ length: 99 }, () => 5)],
      [undefined, Array.from({ length: 52 }, () => 5)],
    ]);
  });
});

function reportOf(nodes: readonly string[]): Report {
  const change = { action: 'create', destination: '10.0.0.0/24', table: 't', reason: 'missing', drift: false } as const;
  return reportWith({
    changes: nodes.map((node) => ({ ...change, status: 'done', node, target: node }) as const),
    summary: { created: nodes.length, replaced: 0, deleted: 0, unchanged: 0, failed: 0, conflicts: 0 },
  });
}
