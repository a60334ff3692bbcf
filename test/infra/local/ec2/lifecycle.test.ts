import { DescribeInstancesCommand, DescribeRouteTablesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StateChangeEvent } from '../../../../infra/local/aws.ts';
import { only, openLab, running, type Cloud } from './harness.ts';

function record({ ec2 }: Cloud): StateChangeEvent[] {
  const events: StateChangeEvent[] = [];
  ec2.onEvent((event) => events.push(event));
  return events;
}

function told(events: readonly StateChangeEvent[]): string[] {
  return events.map(({ detail }) => `${detail['instance-id']} ${detail.state}`);
}

describe('events', () => {
  it('have the shape EventBridge gives them', async () => {
    await using lab = await openLab();
    const events = record(lab);
    const { id } = lab.ec2.backend.runInstance({ subnetId: lab.net.subnetId });
    expect(events).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        'detail-type': 'EC2 Instance State-change Notification',
        source: 'aws.ec2',
        account: '123456789012',
        time: '2026-01-02T03:04:05Z',
        region: 'us-east-1',
        resources: [`arn:aws:ec2:us-east-1:123456789012:instance/${id}`],
        detail: { 'instance-id': id, state: 'pending' },
      },
    ]);
  });

  it('come at every change, in order, until nobody listens', async () => {
    await using lab = await openLab();
    const { backend } = lab.ec2;
    const events: StateChangeEvent[] = [];
    const stopListening = lab.ec2.onEvent((event) => events.push(event));
    const [a, b] = [running(lab), running(lab)];
    backend.stop(a);
    backend.terminate(b);
    backend.settle();
    backend.start(a);
    stopListening();
    backend.settle();
    expect(told(events)).toEqual([
      `${a} pending`,
      `${a} running`,
      `${b} pending`,
      `${b} running`,
      `${a} stopping`,
      `${b} shutting-down`,
      `${a} stopped`,
      `${b} terminated`,
      `${a} pending`,
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('do not come for a call that fails', async () => {
    await using lab = await openLab();
    const events = record(lab);
    const call = new RunInstancesCommand({
      ImageId: 'ami-0f1a5f5ada0e7da53',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [
        { DeviceIndex: 0, SubnetId: lab.net.subnetId },
        { DeviceIndex: 1, SubnetId: 'subnet-1' },
      ],
    });
    await expect(lab.client.send(call)).rejects.toMatchObject({ name: 'InvalidSubnetID.Malformed' });
    expect(events).toEqual([]);
    expect([...lab.ec2.backend.state.interfaces.values()]).toEqual([]);
    const { id } = lab.ec2.backend.runInstance({ subnetId: lab.net.subnetId });
    expect(told(events)).toEqual([`${id} pending`]);
  });
});

describe('autoSettle', () => {
  afterEach(() => void vi.useRealTimers());

  it('ends each transition after the time given', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using lab = await openLab({ autoSettle: 50 });
    const events = record(lab);
    const { id } = lab.ec2.backend.runInstance({ subnetId: lab.net.subnetId });
    vi.advanceTimersByTime(49);
    expect(told(events)).toEqual([`${id} pending`]);
    vi.advanceTimersByTime(1);
    lab.ec2.backend.terminate(id);
    vi.advanceTimersByTime(50);
    expect(told(events).slice(1)).toEqual([`${id} running`, `${id} shutting-down`, `${id} terminated`]);
    lab.ec2.backend.runInstance({ subnetId: lab.net.subnetId });
    const timers = vi.getTimerCount();
    await lab.ec2.close();
    expect(vi.getTimerCount()).toBe(timers - 1);
  });
});

describe('stale reads', () => {
  const instances = async ({ client }: Cloud) =>
    (await client.send(new DescribeInstancesCommand({}))).Reservations?.flatMap((r) => r.Instances ?? []);

  it('do not see a launch for as long as planned', async () => {
    await using lab = await openLab();
    lab.ec2.staleReads('DescribeInstances', 2);
    const { id } = lab.ec2.backend.runInstance({ subnetId: lab.net.subnetId });
    expect(await instances(lab)).toEqual([]);
    const byId = new DescribeInstancesCommand({ InstanceIds: [id] });
    await expect(lab.client.send(byId)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    expect(await instances(lab)).toMatchObject([{ InstanceId: id }]);
  });

  it('see the old state of an instance whose new one was announced', async () => {
    await using lab = await openLab();
    running(lab);
    lab.ec2.staleReads('DescribeInstances', 1);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'pending' } }]);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'running' } }]);
  });

  it('do not see a route that was just made, or see one that was just deleted', async () => {
    await using lab = await openLab();
    const { backend } = lab.ec2;
    const { routeTableId } = lab.net;
    const count = async () => {
      const call = new DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] });
      return only((await lab.client.send(call)).RouteTables).Routes?.length;
    };
    const target = { field: 'instanceId', id: running(lab) } as const;
    backend.createRoute(routeTableId, '10.200.0.0/24', target);
    // Making it again changes nothing, so it is not the write that the reads lag behind.
    backend.createRoute(routeTableId, '10.200.0.0/24', target);
    lab.ec2.staleReads('DescribeRouteTables', 1);
    expect([await count(), await count()]).toEqual([2, 3]);
    backend.deleteRoute(routeTableId, '10.200.0.0/24');
    lab.ec2.staleReads('DescribeRouteTables', 1);
    expect([await count(), await count()]).toEqual([3, 2]);
  });

  it('are a matter of one action, and of reads', async () => {
    await using lab = await openLab();
    lab.ec2.staleReads('DescribeRouteTables', 1);
    running(lab);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'running' } }]);
    expect(() => lab.ec2.staleReads('CreateRoute', 1)).toThrow('CreateRoute is no read action');
  });
});
