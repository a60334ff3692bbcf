import * as aws from '@aws-sdk/client-auto-scaling';
import { needed } from './network.ts';

const NAME = 'tour';
const group = { AutoScalingGroupName: NAME };
const LaunchTemplate = { LaunchTemplateName: NAME, Version: '$Latest' };
const hook = { ...group, LifecycleHookName: 'launching' };

/** Groups are launched in `subnet` from the launch template `tour`; `settle` ends the transitions of instances. */
export interface Ground {
  readonly client: aws.AutoScalingClient;
  readonly subnet: string;
  readonly settle: () => void;
}

/** A group with all that it can have, whose instances wait in a hook. */
export async function buildGroup({ client, subnet, settle }: Ground): Promise<void> {
  const Tags = [{ ResourceId: NAME, Key: 'role', Value: 'a & b', PropagateAtLaunch: true }];
  const sizes = { MinSize: 0, MaxSize: 4, DesiredCapacity: 2 };
  const where = { VPCZoneIdentifier: subnet, Tags };
  await client.send(new aws.CreateAutoScalingGroupCommand({ ...group, ...sizes, ...where, LaunchTemplate }));
  await client.send(new aws.CreateOrUpdateTagsCommand({ Tags }));
  const LifecycleTransition = 'autoscaling:EC2_INSTANCE_LAUNCHING';
  const NotificationMetadata = 'of the tour';
  await client.send(new aws.PutLifecycleHookCommand({ ...hook, LifecycleTransition, NotificationMetadata }));
  await client.send(new aws.DescribeLifecycleHooksCommand(group));
  settle();
}

async function describeGroup({ client }: Ground): Promise<string[]> {
  const { AutoScalingGroups } = await client.send(new aws.DescribeAutoScalingGroupsCommand());
  await client.send(new aws.DescribeAutoScalingInstancesCommand());
  await client.send(new aws.DescribeWarmPoolCommand(group));
  await client.send(new aws.DescribeInstanceRefreshesCommand(group));
  return (AutoScalingGroups?.[0]?.Instances ?? []).map(({ InstanceId }) => needed(InstanceId));
}

/** Scales out by one, which waits in the hook until it is completed. */
export async function passHook(ground: Ground): Promise<void> {
  const { client, settle } = ground;
  await client.send(new aws.SetDesiredCapacityCommand({ ...group, DesiredCapacity: 3 }));
  settle();
  const InstanceId = needed((await describeGroup(ground)).at(-1));
  await client.send(new aws.RecordLifecycleActionHeartbeatCommand({ ...hook, InstanceId }));
  const LifecycleActionResult = 'CONTINUE';
  await client.send(new aws.CompleteLifecycleActionCommand({ ...hook, InstanceId, LifecycleActionResult }));
  await client.send(new aws.DeleteLifecycleHookCommand(hook));
  settle();
}

export async function changeInstances(ground: Ground): Promise<void> {
  const { client, settle } = ground;
  const [first = '', second = ''] = await describeGroup(ground);
  await client.send(
    new aws.SetInstanceProtectionCommand({ ...group, InstanceIds: [first], ProtectedFromScaleIn: true }),
  );
  await client.send(new aws.SetInstanceHealthCommand({ InstanceId: second, HealthStatus: 'Unhealthy' }));
  await describeGroup(ground);
  const ended = { InstanceId: first, ShouldDecrementDesiredCapacity: true };
  await client.send(new aws.TerminateInstanceInAutoScalingGroupCommand(ended));
  await describeGroup(ground);
  settle();
}

export async function warm(ground: Ground): Promise<void> {
  const { client, settle } = ground;
  const InstanceReusePolicy = { ReuseOnScaleIn: true };
  const sizes = { MinSize: 1, MaxGroupPreparedCapacity: 3 };
  await client.send(new aws.PutWarmPoolCommand({ ...group, ...sizes, InstanceReusePolicy }));
  await describeGroup(ground);
  settle();
  await describeGroup(ground);
  await client.send(new aws.DeleteWarmPoolCommand(group));
  settle();
}

/** Cancels a refresh of the instances, and lets another end. Answers how they ended, the latest first. */
export async function refresh(ground: Ground): Promise<(string | undefined)[]> {
  const { client, settle } = ground;
  const Preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, SkipMatching: false };
  const start = new aws.StartInstanceRefreshCommand({ ...group, Preferences });
  await client.send(start);
  await describeGroup(ground);
  await client.send(new aws.CancelInstanceRefreshCommand(group));
  settle();
  await client.send(start);
  // The new ones run, then the old ones end.
  settle();
  await describeGroup(ground);
  settle();
  const { InstanceRefreshes = [] } = await client.send(new aws.DescribeInstanceRefreshesCommand(group));
  return InstanceRefreshes.map(({ Status }) => Status);
}

export async function removeGroup({ client, settle }: Ground): Promise<void> {
  await client.send(new aws.UpdateAutoScalingGroupCommand({ ...group, MaxSize: 3, DefaultCooldown: 10 }));
  await client.send(new aws.DeleteAutoScalingGroupCommand({ ...group, ForceDelete: true }));
  await client.send(new aws.DescribeAutoScalingGroupsCommand());
  settle();
  await client.send(new aws.DescribeAutoScalingGroupsCommand());
}

/** Calls that are refused, each for another reason. */
export function refusedCalls({ client, subnet }: Ground): (() => Promise<unknown>)[] {
  const none = { AutoScalingGroupName: 'none' };
  const another = { ...group, MinSize: 0, MaxSize: 1, VPCZoneIdentifier: subnet, LaunchTemplate };
  return [
    () => client.send(new aws.CreateAutoScalingGroupCommand(another)),
    () => client.send(new aws.SetDesiredCapacityCommand({ ...group, DesiredCapacity: 99 })),
    () => client.send(new aws.DeleteAutoScalingGroupCommand(group)),
    () => client.send(new aws.DescribeWarmPoolCommand(none)),
    () => client.send(new aws.CancelInstanceRefreshCommand(group)),
    () => client.send(new aws.CompleteLifecycleActionCommand({ ...hook, LifecycleActionResult: 'CONTINUE' })),
  ];
}
