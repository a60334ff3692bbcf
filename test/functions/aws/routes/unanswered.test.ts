import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL, podCidrOf } from '../../../../infra/local/aws.ts';
import { BROKEN_CONNECTIONS, VirtualClock } from '../../../../infra/local/simulation.ts';
import { isRetryable } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { whileTimePasses } from '../../../support/testbed/pass-time.ts';

/** Milliseconds that Lambda gives an invocation. */
const TIMEOUT = 60_000;

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
  return { bench, clock, invoke };
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

describe.each(BROKEN_CONNECTIONS)('an invocation to which a service is %s', (connection) => {
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

/** A worker whose range leads to another, a route to one that ended, a node that asks for a range: every write is needed. */
function spoil(bench: AwsTestbed): string[] {
  const [first, second, gone] = [bench.boot(0), bench.boot(1), bench.boot(2)];
  const { backend } = bench.ec2;
  const { routeTableId, subnetId, securityGroupId } = bench.network;
  backend.createRoute(routeTableId, podCidrOf(0), { field: 'instanceId', id: second });
  backend.createRoute(routeTableId, podCidrOf(2), { field: 'instanceId', id: gone });
  const tags = { ...AWS_TUTORIAL.clusterTag, 'pod-cidr': 'auto' };
  const { id: asking } = backend.runInstance({ subnetId, groupIds: [securityGroupId], userData: 'name=asking', tags });
  backend.terminate(gone);
  bench.ec2.settle();
  return [first, second, asking];
}

describe.each(BROKEN_CONNECTIONS)('a resync of which a write is %s', (connection) => {
  const resync = { action: 'resync', force: true };
  const writes = ['ModifyNetworkInterfaceAttribute', 'CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'CreateTags'];

  it.each(writes)('ends in time, and the next one does it: %s', async (action) => {
    const { bench, clock } = await start();
    await using _ = bench;
    const nodes = spoil(bench);
    const run = () => {
      const until = clock.now() + TIMEOUT;
      const context = { getRemainingTimeInMillis: () => until - clock.now() };
      return whileTimePasses(() => answer(bench.handler(resync, context)), TIMEOUT, clock);
    };
    bench.ec2.faults.failAlways(action, { code: 'cut', connection });
    await run();
    expect(bench.ec2.calls.count(action)).toBeGreaterThan(0);
    bench.ec2.faults.stopFailing(action);
    await run();
    expect(new Set(Object.values(bench.routes()))).toEqual(new Set(nodes));
  });
});
