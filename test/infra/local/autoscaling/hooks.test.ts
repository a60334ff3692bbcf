import {
  CompleteLifecycleActionCommand,
  DeleteLifecycleHookCommand,
  DescribeLifecycleHooksCommand,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import {
  createGroup,
  createTemplate,
  type Fleet,
  GROUP,
  groupInService,
  openFleet,
  putHook,
  states,
  told,
} from './harness.ts';

const LAUNCH_HOOK = {
  LifecycleHookName: 'on-launching',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  HeartbeatTimeout: 60,
  NotificationMetadata: 'more',
};

/** A group of `desired` with a hook for launches. */
async function openHooked(desired = 1, more: object = {}): Promise<Fleet> {
  const fleet = await openFleet();
  await createTemplate(fleet);
  await createGroup(fleet, desired, { LifecycleHookSpecificationList: [{ ...LAUNCH_HOOK, ...more }] });
  return fleet;
}

function complete(fleet: Fleet, result: 'CONTINUE' | 'ABANDON', hook = 'on-launching') {
  const action = fleet.scaling.actions.findLast((each) => each.hook === hook);
  return fleet.client.send(
    new CompleteLifecycleActionCommand({
      AutoScalingGroupName: GROUP,
      LifecycleHookName: hook,
      InstanceId: action?.instance,
      LifecycleActionToken: action?.token,
      LifecycleActionResult: result,
    }),
  );
}

describe('a lifecycle hook for launches', () => {
  it('holds the instance until it is completed, and the event says which', async () => {
    await using fleet = await openHooked();
    const [event] = fleet.events;
    const [action] = fleet.scaling.actions;
    expect(event).toMatchObject({
      'detail-type': 'EC2 Instance-launch Lifecycle Action',
      source: 'aws.autoscaling',
      account: '123456789012',
      region: 'us-east-1',
      time: '2026-01-02T03:04:05.000Z',
      detail: {
        LifecycleActionToken: action?.token,
        AutoScalingGroupName: GROUP,
        LifecycleHookName: 'on-launching',
        EC2InstanceId: action?.instance,
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        NotificationMetadata: 'more',
        Origin: 'EC2',
        Destination: 'AutoScalingGroup',
      },
    });
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['Pending:Wait']);
    await complete(fleet, 'CONTINUE');
    expect(await states(fleet)).toEqual(['InService']);
    expect(told(fleet).slice(1)).toEqual(['EC2 Instance Launch Successful']);
    await expect(complete(fleet, 'CONTINUE')).rejects.toThrow(/No active Lifecycle Action found/);
  });

  it('lets an instance that does not run yet on only when it runs', async () => {
    await using fleet = await openHooked();
    await complete(fleet, 'CONTINUE');
    expect(await states(fleet)).toEqual(['Pending:Proceed']);
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService']);
  });

  it('has an abandoned instance replaced', async () => {
    await using fleet = await openHooked();
    const [first] = fleet.scaling.actions;
    await complete(fleet, 'ABANDON');
    expect(await states(fleet)).toEqual(['Terminating:Proceed', 'Pending:Wait']);
    expect(told(fleet)).toEqual([
      'EC2 Instance-launch Lifecycle Action',
      'EC2 Instance Launch Unsuccessful',
      'EC2 Instance-launch Lifecycle Action',
    ]);
    fleet.ec2.settle();
    expect(fleet.ec2.backend.instance(first?.instance ?? '')?.state).toBe('terminated');
    expect(await states(fleet)).toEqual(['Pending:Wait']);
  });

  it.each([
    ['CONTINUE', ['InService']],
    ['ABANDON', ['Terminating:Proceed', 'Pending:Wait']],
  ])('times out with its default result %s, each heartbeat giving it its time again', async (DefaultResult, after) => {
    await using fleet = await openHooked(1, { DefaultResult });
    fleet.ec2.settle();
    fleet.clock.advance(59_000);
    const InstanceId = fleet.scaling.actions[0]?.instance;
    const beat = { AutoScalingGroupName: GROUP, LifecycleHookName: 'on-launching', InstanceId };
    await fleet.client.send(new RecordLifecycleActionHeartbeatCommand(beat));
    fleet.clock.advance(59_000);
    expect(await states(fleet)).toEqual(['Pending:Wait']);
    fleet.clock.advance(1000);
    expect(await states(fleet)).toEqual(after);
    expect(fleet.scaling.actions[0]?.state).toBe('timed out');
  });

  it('holds with all others of its kind', async () => {
    await using fleet = await openHooked(0);
    await putHook(fleet, 'LAUNCHING', { LifecycleHookName: 'another' });
    await fleet.client.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }));
    fleet.ec2.settle();
    await complete(fleet, 'CONTINUE');
    expect(await states(fleet)).toEqual(['Pending:Wait']);
    await complete(fleet, 'CONTINUE', 'another');
    expect(await states(fleet)).toEqual(['InService']);
  });

  it('is shown, changed and deleted', async () => {
    await using fleet = await openHooked(0);
    await putHook(fleet, 'LAUNCHING', { HeartbeatTimeout: 120 });
    const describeHooks = () => fleet.client.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName: GROUP }));
    expect((await describeHooks()).LifecycleHooks).toEqual([
      {
        ...LAUNCH_HOOK,
        AutoScalingGroupName: GROUP,
        HeartbeatTimeout: 120,
        GlobalTimeout: 12_000,
        DefaultResult: 'ABANDON',
      },
    ]);
    const hook = { AutoScalingGroupName: GROUP, LifecycleHookName: 'on-launching' };
    await fleet.client.send(new DeleteLifecycleHookCommand(hook));
    expect((await describeHooks()).LifecycleHooks).toEqual([]);
    await expect(putHook(fleet, 'LAUNCHING', { HeartbeatTimeout: 29 })).rejects.toThrow(/between 30 and 7200/);
  });
});

describe('a lifecycle hook for terminations', () => {
  it('holds the instance, which runs on meanwhile; both results end it', async () => {
    await using fleet = await openFleet();
    const [first = '', second = ''] = await groupInService(fleet, 2);
    await putHook(fleet, 'TERMINATING');
    await fleet.client.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: GROUP, DesiredCapacity: 1 }));
    expect(await states(fleet)).toEqual(['Terminating:Wait', 'InService']);
    expect(fleet.ec2.backend.instance(first)?.state).toBe('running');
    expect(fleet.events[0]?.detail).toMatchObject({
      EC2InstanceId: first,
      Origin: 'AutoScalingGroup',
      Destination: 'EC2',
    });
    await complete(fleet, 'CONTINUE', 'on-terminating');
    expect(fleet.ec2.backend.instance(first)?.state).toBe('shutting-down');
    await fleet.client.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: GROUP, DesiredCapacity: 0 }));
    await complete(fleet, 'ABANDON', 'on-terminating');
    fleet.ec2.settle();
    expect(fleet.ec2.backend.instance(second)?.state).toBe('terminated');
    expect(await states(fleet)).toEqual([]);
  });

  it('also holds the place of an instance that somebody else ended', async () => {
    await using fleet = await openFleet();
    const [first = ''] = await groupInService(fleet, 1);
    await putHook(fleet, 'TERMINATING');
    fleet.ec2.backend.terminate(first);
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['Terminating:Wait', 'InService']);
    await complete(fleet, 'CONTINUE', 'on-terminating');
    expect(await states(fleet)).toEqual(['InService']);
  });
});
