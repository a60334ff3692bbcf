import { describe, expect, it } from 'vitest';
import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { isRetryable } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { whileTimePasses } from '../../../support/testbed/pass-time.ts';

/** Milliseconds that Lambda gives an invocation. */
const TIMEOUT = 60_000;

type Broken = NonNullable<Parameters<LocalEc2['faults']['failNext']>[1]['connection']>;

const BROKEN: readonly Broken[] = ['silent', 'stalled', 'truncated', 'closed'];

const DONE = { batchItemFailures: [] };
const HANDED_BACK = { batchItemFailures: [{ itemIdentifier: 'message' }] };

function stateChange(id: string) {
  const detail = { 'instance-id': id, state: 'running' };
  return {
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    time: new Date().toISOString(),
    detail,
  };
}

/** What SQS makes of an invocation: when that fails, all messages are delivered again. */
async function answer(invocation: Promise<unknown>): Promise<unknown> {
  try {
    return await invocation;
  } catch (error) {
    if (!isRetryable(error)) throw error;
    return HANDED_BACK;
  }
}

async function start() {
  const clock = new VirtualClock();
  const bench = await startAwsTestbed({ clock, maxAttempts: 3, settings: { EVENT_BUS_NAME: 'default' } });
  /** Delivers an event, and fails when the invocation takes longer than it may. */
  const invoke = async (event: object) => {
    const until = clock.now() + TIMEOUT;
    const Records = [{ messageId: 'message', eventSource: 'aws:sqs', body: JSON.stringify(event) }];
    const context = { getRemainingTimeInMillis: () => until - clock.now() };
    return (await whileTimePasses(() => answer(bench.handler({ Records }, context)), TIMEOUT, clock)).result;
  };
  return { bench, invoke };
}

/** Holds a launching instance, whose event waits in no queue. */
function launchEvent(bench: AwsTestbed, id: string): object {
  const { token, group, hook } = bench.autoScaling.hold('launch', id);
  const detail = {
    LifecycleActionToken: token,
    AutoScalingGroupName: group,
    LifecycleHookName: hook,
    EC2InstanceId: id,
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  };
  const time = new Date().toISOString();
  return { source: 'aws.autoscaling', 'detail-type': 'EC2 Instance-launch Lifecycle Action', time, detail };
}

const EC2_CALLS = ['DescribeRouteTables', 'DescribeInstances', 'DescribeInstanceAttribute', 'CreateRoute'];

describe.each(BROKEN)('an invocation to which a service is %s', (connection) => {
  it.each(EC2_CALLS)('ends in time and hands its message back; the next delivery does it: %s', async (action) => {
    const { bench, invoke } = await start();
    await using _ = bench;
    const id = bench.boot(0);
    bench.ec2.faults.failAlways(action, { code: 'cut', connection });
    expect(await invoke(stateChange(id))).toEqual(HANDED_BACK);
    bench.ec2.faults.stopFailing(action);
    expect(await invoke(stateChange(id))).toEqual(DONE);
    expect(Object.values(bench.routes())).toEqual([id]);
  });

  it('the same for a launch hook that Auto Scaling does not hear of', async () => {
    const { bench, invoke } = await start();
    await using _ = bench;
    const id = bench.boot(0);
    const event = launchEvent(bench, id);
    bench.autoScaling.faults.failAlways('CompleteLifecycleAction', { code: 'cut', connection });
    expect(await invoke(event)).toEqual(HANDED_BACK);
    bench.autoScaling.faults.stopFailing('CompleteLifecycleAction');
    expect(await invoke(event)).toEqual(DONE);
    expect(bench.autoScaling.actions).toMatchObject([{ state: 'CONTINUE' }]);
    expect(Object.values(bench.routes())).toEqual([id]);
  });

  it('has its route written and its message done where it is the bus', async () => {
    const { bench, invoke } = await start();
    await using _ = bench;
    const id = bench.boot(0);
    bench.bus.broken = connection;
    expect(await invoke(stateChange(id))).toEqual(DONE);
    expect(Object.values(bench.routes())).toEqual([id]);
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'outcome could not be published' }));
  });
});

describe('an invocation that finds the connections of the one before dead, as after a freeze,', () => {
  it.each(['ec2', 'autoScaling', 'bus'] as const)('does its work in time: %s', async (service) => {
    const { bench, invoke } = await start();
    await using _ = bench;
    for (const i of [0, 1]) {
      const id = bench.boot(i);
      expect(await invoke(launchEvent(bench, id))).toEqual(DONE);
      expect(Object.values(bench.routes())).toContain(id);
      bench[service].loseConnections();
    }
    expect(bench.autoScaling.actions.map(({ state }) => state)).toEqual(['CONTINUE', 'CONTINUE']);
    expect(bench.lines).not.toContainEqual(expect.objectContaining({ message: 'outcome could not be published' }));
  });
});
