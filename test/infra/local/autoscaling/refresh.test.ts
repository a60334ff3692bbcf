import {
  CancelInstanceRefreshCommand,
  DescribeInstanceRefreshesCommand,
  DescribeWarmPoolCommand,
  DeleteWarmPoolCommand,
  PutWarmPoolCommand,
  SetDesiredCapacityCommand,
  StartInstanceRefreshCommand,
  CompleteLifecycleActionCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateVersionCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { only } from '../ec2/harness.ts';
import { type Fleet, GROUP, groupInService, ids, openFleet, putHook, states, told } from './harness.ts';

const name = { AutoScalingGroupName: GROUP };

const refresh = ({ client }: Fleet, Preferences: object) =>
  client.send(new StartInstanceRefreshCommand({ ...name, Preferences }));

const resize = ({ client }: Fleet, DesiredCapacity: number) =>
  client.send(new SetDesiredCapacityCommand({ ...name, DesiredCapacity }));

async function latestRefresh({ client }: Fleet) {
  const { InstanceRefreshes } = await client.send(new DescribeInstanceRefreshesCommand(name));
  return InstanceRefreshes?.[0];
}

/** Lets everything happen until nothing does. Answers the fewest that were in service and the most that were not ending. */
async function run(fleet: Fleet): Promise<[number, number]> {
  const [inService, active]: [number[], number[]] = [[], []];
  for (let step = 0; step < 10; step += 1) {
    const now = await states(fleet);
    inService.push(now.filter((state) => state === 'InService').length);
    active.push(now.filter((state) => state !== 'Terminating').length);
    fleet.ec2.settle();
  }
  return [Math.min(...inService), Math.max(...active)];
}

describe('an instance refresh', () => {
  it.each([
    ['the replacement first', { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 }, [3, 4]],
    ['two replacements first', { MinHealthyPercentage: 100, MaxHealthyPercentage: 167 }, [3, 5]],
    ['the old one first', { MinHealthyPercentage: 60, MaxHealthyPercentage: 100 }, [2, 3]],
  ])('replaces all members, %s', async (_, preferences, bounds) => {
    await using fleet = await openFleet();
    const before = await groupInService(fleet, 3);
    await refresh(fleet, preferences);
    expect(await latestRefresh(fleet)).toMatchObject({
      Status: 'InProgress',
      InstancesToUpdate: 3,
      PercentageComplete: 0,
    });
    await expect(refresh(fleet, preferences)).rejects.toMatchObject({ name: 'InstanceRefreshInProgressFault' });
    expect(await run(fleet)).toEqual(bounds);
    const after = await ids(fleet);
    expect(after).toHaveLength(3);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(await latestRefresh(fleet)).toMatchObject({ Status: 'Successful', PercentageComplete: 100 });
    const refreshes = told(fleet).filter((type) => type.includes('Refresh'));
    expect(refreshes).toEqual([
      'EC2 Auto Scaling Instance Refresh Started',
      'EC2 Auto Scaling Instance Refresh Succeeded',
    ]);
    // Nothing was launched beyond what was needed.
    expect(told(fleet).filter((type) => type === 'EC2 Instance Launch Successful')).toHaveLength(3);
  });

  it('waits for the launch hook of the replacement before the old one goes', async () => {
    await using fleet = await openFleet();
    const [old = ''] = await groupInService(fleet, 1);
    await putHook(fleet, 'LAUNCHING');
    await refresh(fleet, { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 });
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService', 'Pending:Wait']);
    const InstanceId = fleet.scaling.actions[0]?.instance;
    const answer = { ...name, LifecycleHookName: 'on-launching', InstanceId, LifecycleActionResult: 'CONTINUE' };
    await fleet.client.send(new CompleteLifecycleActionCommand(answer));
    expect(await states(fleet)).toEqual(['Terminating', 'InService']);
    fleet.ec2.settle();
    expect(await ids(fleet)).toEqual([InstanceId]);
    expect(fleet.ec2.backend.instance(old)?.state).toBe('terminated');
  });

  it('goes to a new version of the template, and skips who has it', async () => {
    await using fleet = await openFleet();
    const before = await groupInService(fleet, 2);
    await refresh(fleet, { SkipMatching: true });
    expect(await latestRefresh(fleet)).toMatchObject({ Status: 'Successful' });
    await fleet.ec2Client.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateName: 'worker',
        LaunchTemplateData: { InstanceType: 't3.large' },
      }),
    );
    await refresh(fleet, { SkipMatching: true });
    await run(fleet);
    const types = (await ids(fleet)).map((id) => fleet.ec2.backend.instance(id)?.instanceType);
    expect(types).toEqual(['t3.large', 't3.large']);
    expect(before.map((id) => fleet.ec2.backend.instance(id)?.state)).toEqual(['terminated', 'terminated']);
  });

  it('is cancelled', async () => {
    await using fleet = await openFleet();
    const before = await groupInService(fleet, 2);
    await refresh(fleet, { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 });
    await fleet.client.send(new CancelInstanceRefreshCommand(name));
    await run(fleet);
    expect(await latestRefresh(fleet)).toMatchObject({ Status: 'Cancelled' });
    expect(await ids(fleet)).toHaveLength(before.length);
  });
});

describe('a warm pool', () => {
  /** A group of `size` out of at most `size + 2`, with the rest stopped in its pool. */
  async function openPooled(size: number, isReused = false): Promise<Fleet> {
    const fleet = await openFleet();
    await groupInService(fleet, size, { MaxSize: size + 2 });
    await fleet.client.send(
      new PutWarmPoolCommand({ ...name, PoolState: 'Stopped', InstanceReusePolicy: { ReuseOnScaleIn: isReused } }),
    );
    for (let step = 0; step < 3; step += 1) fleet.ec2.settle();
    fleet.events.length = 0;
    return fleet;
  }

  const pooled = async ({ client }: Fleet) =>
    (await client.send(new DescribeWarmPoolCommand(name))).Instances?.map(({ LifecycleState }) => LifecycleState);

  it('holds stopped instances, which the group takes before it launches others', async () => {
    await using fleet = await openPooled(1);
    expect(await pooled(fleet)).toEqual(['Warmed:Stopped', 'Warmed:Stopped']);
    expect(await ids(fleet)).toHaveLength(1);
    await putHook(fleet, 'LAUNCHING');
    await resize(fleet, 2);
    expect(await states(fleet)).toEqual(['InService', 'Pending:Wait', 'Warmed:Stopped']);
    const { instance, token } = only(fleet.scaling.actions);
    expect(fleet.ec2.backend.instance(instance)?.state).toBe('pending');
    expect(only(fleet.events).detail).toMatchObject({ Origin: 'WarmPool', Destination: 'AutoScalingGroup' });
    const answer = {
      LifecycleHookName: 'on-launching',
      LifecycleActionToken: token,
      LifecycleActionResult: 'CONTINUE',
    };
    await fleet.client.send(new CompleteLifecycleActionCommand({ ...name, ...answer }));
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService', 'InService', 'Warmed:Stopped']);
  });

  it('takes instances back when the group scales in', async () => {
    await using fleet = await openPooled(2, true);
    const [first = ''] = await ids(fleet);
    await putHook(fleet, 'TERMINATING');
    await resize(fleet, 1);
    expect(await states(fleet)).toEqual(['Terminating:Wait', 'InService', 'Warmed:Stopped', 'Warmed:Stopped']);
    const { token } = only(fleet.scaling.actions);
    expect(only(fleet.events).detail).toMatchObject({
      EC2InstanceId: first,
      Origin: 'AutoScalingGroup',
      Destination: 'WarmPool',
    });
    const answer = {
      LifecycleHookName: 'on-terminating',
      LifecycleActionToken: token,
      LifecycleActionResult: 'CONTINUE',
    };
    await fleet.client.send(new CompleteLifecycleActionCommand({ ...name, ...answer }));
    expect(await states(fleet)).toEqual(['Warmed:Pending', 'InService', 'Warmed:Stopped', 'Warmed:Stopped']);
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['Warmed:Stopped', 'InService', 'Warmed:Stopped', 'Warmed:Stopped']);
    expect(fleet.ec2.backend.instance(first)?.state).toBe('stopped');
  });

  it('ends with its instances', async () => {
    await using fleet = await openPooled(1);
    await fleet.client.send(new DeleteWarmPoolCommand(name));
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService']);
  });
});
