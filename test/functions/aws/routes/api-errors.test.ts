import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.0.0/24';
const RESYNC = { action: 'resync' };
const writes = (testbed: AwsTestbed) =>
  testbed.ec2.calls.all.map(({ action }) => action).filter((action) => /^(Create|Replace|Delete)Route$/.test(action));

describe('races with somebody else', () => {
  it('RouteAlreadyExists for a route of ours: replaced in the same run', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const stale = bench.boot(1);
    const worker = bench.boot(0);
    bench.queue.takeAll();
    backend.createRoute(bench.network.routeTableId, D, { field: 'instanceId', id: stale });
    bench.ec2.staleReads('DescribeRouteTables', 1);
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ failed: 0, replaced: 1 });
    expect(bench.routes()[D]).toBe(worker);
  });

  it('RouteAlreadyExists for a foreign route: a conflict, left alone', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    bench.queue.takeAll();
    bench.ec2.backend.addForeignRoute(bench.network.routeTableId, {
      destination: D,
      target: { field: 'natGatewayId', id: 'nat-1' },
    });
    bench.ec2.staleReads('DescribeRouteTables', 1);
    const report = await bench.invokeManually(RESYNC);
    expect(report.conflicts).toMatchObject([{ destination: D, reason: 'held by nat-1' }]);
    expect(report.summary.failed).toBe(0);
    expect(writes(bench)).toEqual(['CreateRoute']);
  });

  it('RouteAlreadyExists for a holder that nobody looked up: looked up by the next delivery', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const worker = bench.boot(0);
    const [event = ''] = bench.queue.takeAll().slice(-1);
    backend.addForeignRoute(bench.network.routeTableId, {
      destination: D,
      target: { interfaceId: 'eni-0ccc', ownerId: '123456789012' },
      state: 'blackhole',
    });
    // The event's own look misses the dead route, so nobody asks whose it is.
    bench.ec2.staleReads('DescribeRouteTables', 1);
    bench.queue.sendBody(event);
    await bench.deliver();
    expect(bench.queue.length).toBe(1);
    await bench.deliver();
    expect(bench.routes()).toEqual({ [D]: worker });
  });

  it('"no route defined" for a replace: created in the same run', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const wrong = bench.boot(1);
    const worker = bench.boot(0);
    bench.queue.takeAll();
    backend.createRoute(bench.network.routeTableId, D, { field: 'instanceId', id: wrong });
    bench.ec2.faults.failNext('ReplaceRoute', {
      code: 'InvalidParameterValue',
      message: `There is no route defined for '${D}' in the route table. Use CreateRoute instead.`,
    });
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary.failed).toBe(0);
    expect(bench.routes()[D]).toBe(worker);
  });

  it('InvalidRoute.NotFound for a delete: it is gone, which is what was wanted', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.faults.failNext('DeleteRoute', { code: 'InvalidRoute.NotFound' });
    bench.ec2.backend.terminate(id);
    await bench.deliver();
    expect(bench.queue.length).toBe(0);
  });

  it('somebody re-points the route between our read and our delete: not deleted', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const id = bench.boot(0);
    await bench.deliver();
    const other = backend.runInstance({ subnetId: bench.network.subnetId });
    backend.terminate(id);
    bench.queue.takeAll();
    bench.ec2.settle();
    bench.queue.takeAll();
    backend.replaceRoute(bench.network.routeTableId, D, { field: 'instanceId', id: other.id });
    // The reconcile's own reading shows the route as it was before.
    bench.ec2.staleReads('DescribeRouteTables', 1);
    bench.queue.send(ended(id));
    await bench.deliver();
    expect(bench.routes()).toEqual({ [D]: other.id });
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(0);
  });
});

describe('when the cloud says no', () => {
  it('the inventory fails: zero writes, an error, everything is delivered again', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    bench.ec2.faults.failNext('DescribeInstances', { code: 'InternalError', status: 500 });
    await expect(bench.handler({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).rejects.toThrow(
      /DescribeInstances on .*/,
    );
    bench.ec2.faults.failNext('DescribeRouteTables', { code: 'Unavailable', status: 503 });
    await bench.deliver();
    expect(writes(bench)).toEqual([]);
    expect(bench.queue.length).toBe(2);
    await bench.queue.drainAll(bench.handler);
    expect(Object.keys(bench.routes())).toEqual([D]);
  });

  it('half of the listing fails: nothing is deleted', async () => {
    await using bench = await startAwsTestbed({ maxPage: 5 });
    for (let i = 0; i < 8; i += 1) bench.boot(i);
    await bench.queue.drainAll(bench.handler);
    bench.ec2.calls.reset();
    bench.ec2.faults.throttle('DescribeInstances', 1, 0);
    await expect(bench.invokeManually(RESYNC)).rejects.toThrow(/RequestLimitExceeded|DescribeInstances/);
    expect(writes(bench)).toEqual([]);
    expect(Object.keys(bench.routes())).toHaveLength(8);
  });

  it('a node whose user data cannot be read keeps its route, and the run comes again', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.queue.takeAll();
    bench.ec2.backend.createRoute(bench.network.routeTableId, '10.200.5.0/24', { field: 'instanceId', id });
    bench.ec2.faults.failNext('DescribeInstanceAttribute', { code: 'InternalError', status: 500 });
    const report = await bench.invokeManually(RESYNC);
    expect(report.errors).toMatchObject([{ node: id, retryable: true }]);
    expect(bench.routes()).toEqual({ '10.200.5.0/24': id });
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ [D]: id });
  });

  it.each([
    ['CreateRoute', 'UnauthorizedOperation', 403, /CreateRoute on 10.200.0.0\/24 in rtb-.*allow ec2:CreateRoute/],
    [
      'DescribeInstanceAttribute',
      'UnauthorizedOperation',
      403,
      /DescribeInstanceAttribute on i-.*allow ec2:DescribeInstanceAttribute/,
    ],
    ['DescribeRouteTables', 'AuthFailure', 401, /DescribeRouteTables on .*allow ec2:DescribeRouteTables/],
  ])('no permission for %s: the message names action, resource and remedy', async (action, code, status, message) => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    bench.ec2.faults.failNext(action, { code, status }, 20);
    await expect(bench.handler({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).rejects.toThrow(message);
  });

  it('no permission to read user data is found out once, not for each node, and nothing is under way when the run has failed', async () => {
    await using bench = await startAwsTestbed();
    for (let i = 0; i < 54; i += 1) bench.boot(i);
    bench.queue.takeAll();
    bench.ec2.faults.failAlways('DescribeInstanceAttribute', { code: 'UnauthorizedOperation', status: 403 });
    await expect(bench.invokeManually(RESYNC)).rejects.toThrow(/allow ec2:DescribeInstanceAttribute/);
    const attempts = bench.ec2.calls.count('DescribeInstanceAttribute');
    // So many at a time until one has succeeded.
    expect(attempts).toBeLessThan(27);
    await expect(bench.invokeManually(RESYNC)).rejects.toThrow(/allow ec2:DescribeInstanceAttribute/);
    expect(bench.ec2.calls.count('DescribeInstanceAttribute')).toBe(2 * attempts);
  });

  it('throttling in the middle of a resync: slows down, finishes, calls no more than needed', async () => {
    const clock = new VirtualClock();
    await using bench = await startAwsTestbed({ maxAttempts: 8, clock, now: clock.now });
    for (let i = 0; i < 10; i += 1) bench.boot(i);
    bench.queue.takeAll();
    bench.ec2.faults.throttle('CreateRoute', 4, 2);
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ created: 10, failed: 0 });
    const attempts = bench.ec2.calls.all.filter(({ action }) => action === 'CreateRoute');
    const throttled = attempts.filter(({ error }) => error === 'RequestLimitExceeded');
    expect(throttled.length).toBeGreaterThan(0);
    expect(attempts.length - throttled.length).toBe(10);
  });

  it.each(['IncorrectInstanceState', 'InvalidInstanceID.NotFound'])('%s on a launch is tried again', async (code) => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.ec2.faults.failNext('CreateRoute', { code }, code === 'IncorrectInstanceState' ? 2 : 1);
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    expect(bench.queue.length).toBeGreaterThan(0);
    await bench.deliver();
    expect(bench.routes()).toEqual({ [D]: id });
  });

  it('IncorrectInstanceState for the instance: its interface is tried at once', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.ec2.faults.failNext('CreateRoute', { code: 'IncorrectInstanceState' });
    await bench.deliver();
    expect(bench.routes()).toEqual({ [D]: id });
  });

  it('one failure does not stop the rest, and only its message comes back', async () => {
    await using bench = await startAwsTestbed();
    const [first, second] = [bench.boot(0), bench.boot(1)];
    bench.ec2.faults.failNext('CreateRoute', { code: 'InternalError', status: 500 });
    await bench.deliver();
    const made = Object.values(bench.routes());
    expect(made).toHaveLength(1);
    const missing = made[0] === first ? second : first;
    const bodies = bench.queue.takeAll();
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.every((body) => body.includes(missing))).toBe(true);
  });
});

function ended(id: string) {
  return {
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    time: new Date().toISOString(),
    detail: { 'instance-id': id, state: 'terminated' },
  };
}
