import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const CLUSTER = 'kubernetes.io/cluster/kubernetes-the-hard-way';

interface Launch {
  readonly userData?: string;
  readonly tags?: Record<string, string>;
}

/** Launches an instance as a group does, up to `running`. */
function launch({ ec2, network }: AwsTestbed, { userData, tags = {} }: Launch): string {
  const { id } = ec2.backend.runInstance({
    interfaces: [{ subnetId: network.subnetId, groupIds: [network.securityGroupId] }],
    ...(userData === undefined ? {} : { userData }),
    tags: { ...AWS_TUTORIAL.clusterTag, ...tags },
  });
  ec2.settle();
  return id;
}

const requestByTag = { tags: { 'pod-cidr': 'auto' } };

const tagOf = ({ ec2 }: AwsTestbed, id: string) => ec2.backend.instance(id)?.tags.get('pod-cidr');

/** The range that a node was told, if exactly that has a route to it. */
function rangeOf(bench: AwsTestbed, id: string): string | undefined {
  const routed = Object.entries(bench.routes()).filter(([, target]) => target === id);
  return routed.length === 1 && routed[0]?.[0] === tagOf(bench, id) ? tagOf(bench, id) : undefined;
}

describe('a node on AWS that asks for a range', () => {
  it.each([
    ['by a tag', requestByTag],
    ['by its user data', { userData: 'name=worker|pod-cidr=auto' }],
    ['by a script', { userData: '#!/bin/sh\nexport POD_CIDR=auto\n' }],
  ])('%s is told one and routed', async (_how, how) => {
    await using bench = await startAwsTestbed();
    const ids = [launch(bench, how), launch(bench, how), launch(bench, how)];
    await bench.deliver();
    const ranges = ids.map((id) => rangeOf(bench, id));
    expect(ranges.every((range) => /^10\.200\.\d{1,3}\.0\/24$/.test(range ?? ''))).toBe(true);
    expect(new Set(ranges).size).toBe(3);
  });

  it('costs a look at everything, a route, a read, a tag, and a second look', async () => {
    await using bench = await startAwsTestbed();
    bench.ec2.calls.reset();
    const id = launch(bench, requestByTag);
    bench.ec2.backend.setSourceDestCheck(id, false);
    await bench.deliver();
    expect(bench.ec2.calls.all.map(({ action }) => action)).toEqual([
      'DescribeRouteTables',
      'DescribeInstances',
      'DescribeInstances',
      'CreateRoute',
      'DescribeRouteTables',
      'CreateTags',
      'DescribeRouteTables',
      'DescribeInstances',
    ]);
  });

  it('keeps it when it stops and starts, and when it is told nothing new', async () => {
    await using bench = await startAwsTestbed();
    const id = launch(bench, requestByTag);
    await bench.deliver();
    const range = rangeOf(bench, id);
    bench.ec2.backend.stop(id);
    bench.ec2.settle();
    bench.ec2.backend.start(id);
    bench.ec2.settle();
    await bench.deliver();
    expect(rangeOf(bench, id)).toBe(range);
    // Somebody sets it back by hand.
    bench.ec2.backend.tag(id, { 'pod-cidr': 'auto' });
    await bench.invokeManually({ action: 'resync' });
    expect(rangeOf(bench, id)).toBe(range);
  });

  it('gets it in all tables, after it was told', async () => {
    await using bench = await startAwsTestbed();
    const tables = [1, 2].map(
      () => bench.ec2.backend.createRouteTable({ vpcId: bench.network.vpcId, tags: { [CLUSTER]: 'owned' } }).id,
    );
    const id = launch(bench, requestByTag);
    await bench.deliver();
    const range = rangeOf(bench, id);
    expect(range).toBeDefined();
    expect(tables.map((table) => bench.routes(table))).toEqual([{ [range ?? '']: id }, { [range ?? '']: id }]);
    const actions = bench.ec2.calls.all
      .map(({ action }) => action)
      .filter((action) => /^Create(Route|Tags)$/.test(action));
    expect(actions).toEqual(['CreateRoute', 'CreateTags', 'CreateRoute', 'CreateRoute']);
  });

  it('is told nothing without the right to, keeps its reservation, and is told once that is granted', async () => {
    await using bench = await startAwsTestbed();
    bench.ec2.faults.failAlways('CreateTags', { code: 'UnauthorizedOperation' });
    const id = launch(bench, requestByTag);
    await bench.deliver();
    expect(tagOf(bench, id)).toBe('auto');
    const [reserved] = Object.entries(bench.routes());
    expect(reserved?.[1]).toBe(id);
    expect(JSON.stringify(bench.lines)).toMatch(/ec2:CreateTags.*allocate=true/);
    bench.ec2.faults.stopFailing('CreateTags');
    await bench.invokeManually({ action: 'resync' });
    expect(rangeOf(bench, id)).toBe(reserved?.[0]);
  });

  it('waits when no range is free, and gets the one of a node that ends, with that', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    const [first, second] = [launch(bench, requestByTag), launch(bench, requestByTag)] as const;
    await bench.deliver();
    const waiting = launch(bench, requestByTag);
    await bench.deliver();
    expect(tagOf(bench, waiting)).toBe('auto');
    const range = rangeOf(bench, first);
    bench.restart();
    bench.ec2.backend.terminate(first);
    bench.ec2.settle();
    await bench.deliver();
    expect(rangeOf(bench, waiting)).toBe(range);
    expect(rangeOf(bench, second)).toBeDefined();
  });

  it('gets a range whose route a run deleted that ended before it gave the range on, for one call more', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    const first = launch(bench, requestByTag);
    launch(bench, requestByTag);
    await bench.deliver();
    const range = rangeOf(bench, first) ?? '';
    const waiting = launch(bench, requestByTag);
    await bench.deliver();
    bench.ec2.backend.terminate(first);
    bench.ec2.backend.deleteRoute(bench.network.routeTableId, range);
    bench.restart();
    bench.ec2.calls.reset();
    await bench.deliver();
    expect(rangeOf(bench, waiting)).toBe(range);
    const untilGiven = bench.ec2.calls.all.map(({ action }) => action).slice(0, 3);
    expect(untilGiven).toEqual(['DescribeRouteTables', 'DescribeInstances', 'CreateRoute']);
  });

  it('that replaces another is not given its range at once', async () => {
    const clock = new VirtualClock();
    await using bench = await startAwsTestbed({ clock, settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    const old = launch(bench, requestByTag);
    launch(bench, requestByTag);
    await bench.deliver();
    const range = rangeOf(bench, old);
    const at = new Map<string, number>();
    const record = bench.ec2.calls.record.bind(bench.ec2.calls);
    bench.ec2.calls.record = (call) => {
      if (call.error === undefined) at.set(call.action, clock.now());
      record(call);
    };
    bench.ec2.backend.terminate(old);
    const successor = launch(bench, requestByTag);
    await bench.deliver();
    expect(rangeOf(bench, successor)).toBe(range);
    expect((at.get('CreateRoute') ?? 0) - (at.get('DeleteRoute') ?? Infinity)).toBeGreaterThanOrEqual(15_000);
  });

  it('is given nothing that another states, refused or not, or that a route of somebody else leads to', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/22' } });
    launch(bench, { tags: { 'pod-cidr': '10.200.0.0/24' } });
    // Refused, for it holds the other's: a doubt about all of it.
    launch(bench, { tags: { 'pod-cidr': '10.200.0.0/23' } });
    const { backend } = bench.ec2;
    backend.createRoute(bench.network.routeTableId, '10.200.2.128/25', {
      field: 'gatewayId',
      id: bench.network.gatewayId,
    });
    const ids = [launch(bench, requestByTag), launch(bench, requestByTag)];
    await bench.deliver();
    expect(new Set(ids.map((id) => tagOf(bench, id)))).toEqual(new Set(['10.200.3.0/24', 'auto']));
  });

  it('keeps what it was told when another node states the same', async () => {
    await using bench = await startAwsTestbed();
    const id = launch(bench, requestByTag);
    await bench.deliver();
    const range = rangeOf(bench, id) ?? '';
    const copied = launch(bench, { tags: { 'pod-cidr': range } });
    await bench.deliver();
    expect(rangeOf(bench, id)).toBe(range);
    expect(rangeOf(bench, copied)).toBeUndefined();
  });

  it('gets a range of the second cluster CIDR when the first is full', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23,10.201.0.0/23' } });
    const ids = Array.from({ length: 4 }, () => launch(bench, requestByTag));
    await bench.deliver();
    const ranges = ids.map((id) => rangeOf(bench, id));
    expect(new Set(ranges)).toEqual(new Set(['10.200.0.0/24', '10.200.1.0/24', '10.201.0.0/24', '10.201.1.0/24']));
  });
});
