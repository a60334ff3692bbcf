import { describe, expect, it } from 'vitest';
import { timeBudget } from '../../../../functions/aws/deadline.ts';
import { readReport } from '../../../support/testbed/log.ts';
import { resync, podRouteCount, startFleetSimulation, stateChange } from '../../../support/testbed/fleet-simulation.ts';

const launchHookEvent = (instance: string, now: number) => ({
  source: 'aws.autoscaling',
  'detail-type': 'EC2 Instance-launch Lifecycle Action',
  time: new Date(now).toISOString(),
  detail: {
    LifecycleActionToken: 'token',
    AutoScalingGroupName: 'workers',
    LifecycleHookName: 'podroutes-launch',
    EC2InstanceId: instance,
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  },
});

describe('the time of an invocation', () => {
  it.each([
    ['a minute leaves ten seconds for what follows', { getRemainingTimeInMillis: () => 60_000 }, 50_000],
    ['a short one leaves half', { getRemainingTimeInMillis: () => 6000 }, 3000],
    ['none is none', { getRemainingTimeInMillis: () => -5 }, 0],
    ['nobody says', undefined, undefined],
    ['nonsense', { getRemainingTimeInMillis: 7 }, undefined],
    ['nonsense of another kind', { getRemainingTimeInMillis: () => 'soon' }, undefined],
  ])('%s', (_, context, expected) => {
    expect(timeBudget(context)).toBe(expected);
  });

  it('is asked for on the object that has it', () => {
    class Context {
      readonly #left = 60_000;
      getRemainingTimeInMillis(): number {
        return this.#left;
      }
    }
    expect(timeBudget(new Context())).toBe(50_000);
  });
});

describe('a resync that time cuts short', { timeout: 60_000 }, () => {
  it('ends in time, says what is left, and each next one gets as far again', async () => {
    await using on = await startFleetSimulation({ nodes: 400 });
    on.ec2.settle();
    const fn = on.deploy();
    let there = 0;
    for (let runs = 1; there < 400; runs += 1) {
      expect(runs).toBeLessThanOrEqual(4);
      const began = on.clock.now();
      const report = readReport(await resync(on, fn, 60));
      expect(on.clock.now() - began).toBeLessThan(60_000);
      const left = report.changes.filter(({ status }) => status === 'planned').length;
      expect(report.summary.created).toBe(podRouteCount(on) - there);
      expect(report.summary.created).toBeGreaterThanOrEqual(Math.min(400 - there, 200));
      there = podRouteCount(on);
      const some = `stopped with ${left} of ${left + report.summary.created} changes not begun`;
      if (there < 400) expect(report.interrupted).toContain(some);
    }
    // What was read once is not read again.
    const reads = 'DescribeInstanceAttribute';
    expect(on.ec2.calls.count(reads) - on.throttledCalls(reads)).toBe(400);
  });

  it('asks over the bus to go on, and only when it got somewhere', async () => {
    await using on = await startFleetSimulation({ nodes: 300 });
    on.ec2.settle();
    await resync(on, on.deploy(), 60);
    const asked = on.bus.events.filter((event) => event['detail-type'] === 'Resync Requested');
    expect(asked).toMatchObject([{ source: 'podroutes', detail: { cluster: 'kubernetes-the-hard-way' } }]);
    on.bus.events.length = 0;
    const report = readReport(await resync(on, on.deploy(), 0));
    expect(report.summary.created).toBe(0);
    expect(on.bus.events).toEqual([]);
  });

  it('does not wait for its turn any longer when the time is over', async () => {
    await using on = await startFleetSimulation({ nodes: 50, createRoute: { tokens: 0, perSecond: 0.01 } });
    on.ec2.settle();
    const report = readReport(await resync(on, on.deploy(), 30));
    expect(on.lastSuccessAt('DescribeInstances')).toBeLessThan(30);
    expect(report.summary).toMatchObject({ created: 0, failed: 0 });
    expect(report.changes.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 'planned'));
  });

  it('hands back the messages of what is left, and no other', async () => {
    await using on = await startFleetSimulation({ nodes: 100, tables: 10 });
    on.ec2.settle();
    const { handler } = on.deploy();
    const Records = on.ids.map((id, i) => ({
      messageId: `${i}`,
      eventSource: 'aws:sqs',
      body: JSON.stringify(stateChange(on.clock, id, 'running')),
    }));
    const until = on.clock.now() + 60_000;
    const answer = await handler({ Records }, { getRemainingTimeInMillis: () => until - on.clock.now() });
    const routes = on.network.tables.flatMap((table) => on.ec2.backend.routesOf(table));
    const done = on.ids.flatMap((id, i) =>
      routes.filter(({ instanceId }) => instanceId === id).length === 10 ? [`${i}`] : [],
    );
    expect(done.length).toBeGreaterThan(10);
    const back = on.ids.map((_, i) => `${i}`).filter((id) => !done.includes(id));
    expect(answer).toEqual({ batchItemFailures: back.map((itemIdentifier) => ({ itemIdentifier })) });
  });

  it('before anything was read hands everything back, and holds hooks by one look', async () => {
    await using on = await startFleetSimulation({ nodes: 3 });
    on.ec2.settle();
    const { handler } = on.deploy();
    const [first = '', ...others] = on.ids;
    const bodies = [
      launchHookEvent(first, on.clock.now()),
      ...others.map((id) => stateChange(on.clock, id, 'running')),
    ];
    const Records = bodies.map((body, i) => ({
      messageId: `${i}`,
      eventSource: 'aws:sqs',
      body: JSON.stringify(body),
    }));
    const answer = await handler({ Records }, { getRemainingTimeInMillis: () => 0 });
    expect(answer).toEqual({ batchItemFailures: ['0', '1', '2'].map((itemIdentifier) => ({ itemIdentifier })) });
    expect(podRouteCount(on)).toBe(0);
    expect(on.ec2.calls.count('DescribeInstanceAttribute')).toBe(0);
    // The reconcile's and the gate's.
    expect(on.ec2.calls.count('DescribeRouteTables')).toBe(2);
    expect(on.lines.filter(({ message }) => message === 'launch hook held')).toHaveLength(1);
    // What there was no time for is no failure.
    expect(on.bus.events).toEqual([]);
  });
});
