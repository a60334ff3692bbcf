import { AutoScalingClient, type AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling';
import {
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  PutLifecycleHookCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client, type RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import {
  createTutorialNetwork,
  LocalAutoScaling,
  type LocalEc2,
  startLocalEc2,
  type TutorialNetwork,
} from '../../../../infra/local/aws.ts';
import { ManualClock } from '../../../../infra/local/simulation.ts';
import { only } from '../ec2/harness.ts';

export const GROUP = 'workers';
const TEMPLATE = 'worker';

type Event = Parameters<Parameters<LocalAutoScaling['onEvent']>[0]>[0];

/** A local EC2 with Auto Scaling on one clock that stands still, and their clients. */
export interface Fleet extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly scaling: LocalAutoScaling;
  readonly net: TutorialNetwork;
  readonly clock: ManualClock;
  readonly events: Event[];
  readonly ec2Client: EC2Client;
  readonly client: AutoScalingClient;
}

export async function openFleet(): Promise<Fleet> {
  const clock = new ManualClock(Date.parse('2026-01-02T03:04:05.000Z'));
  const ec2 = await startLocalEc2({ now: clock.now });
  const scaling = await LocalAutoScaling.start(ec2, { timeout: clock.timeout });
  const config: AutoScalingClientConfig = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const ec2Client = new EC2Client({ ...config, endpoint: ec2.url });
  const client = new AutoScalingClient({ ...config, endpoint: scaling.url });
  const events: Event[] = [];
  scaling.onEvent((event) => events.push(event));
  const close = async () => {
    client.destroy();
    ec2Client.destroy();
    await Promise.all([ec2.close(), scaling[Symbol.asyncDispose]()]);
  };
  const net = createTutorialNetwork(ec2.backend);
  return { ec2, scaling, net, clock, events, ec2Client, client, [Symbol.asyncDispose]: close };
}

export async function createTemplate(fleet: Fleet, data: RequestLaunchTemplateData = {}): Promise<void> {
  const LaunchTemplateData: RequestLaunchTemplateData = {
    ImageId: 'ami-0f1a5f5ada0e7da53',
    InstanceType: 't3.small',
    SecurityGroupIds: [fleet.net.securityGroupId],
    UserData: Buffer.from('pod-cidr=auto').toString('base64'),
    ...data,
  };
  await fleet.ec2Client.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: TEMPLATE, LaunchTemplateData }));
}

/** A group of `desired` from a template, with hooks for the transitions named. */
export async function createGroup(
  fleet: Fleet,
  desired: number,
  more: Partial<CreateAutoScalingGroupCommandInput> = {},
): Promise<void> {
  await fleet.client.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: GROUP,
      LaunchTemplate: { LaunchTemplateName: TEMPLATE, Version: '$Latest' },
      MinSize: 0,
      MaxSize: 10,
      DesiredCapacity: desired,
      VPCZoneIdentifier: fleet.net.subnetId,
      Tags: [
        { Key: 'role', Value: 'worker', PropagateAtLaunch: true },
        { Key: 'owner', Value: 'me', PropagateAtLaunch: false },
      ],
      ...more,
    }),
  );
}

/** A group whose members are all in service. */
export async function groupInService(
  fleet: Fleet,
  desired: number,
  more: Partial<CreateAutoScalingGroupCommandInput> = {},
): Promise<string[]> {
  await createTemplate(fleet);
  await createGroup(fleet, desired, more);
  fleet.ec2.settle();
  fleet.events.length = 0;
  return ids(fleet);
}

export async function putHook(fleet: Fleet, kind: 'LAUNCHING' | 'TERMINATING', more: object = {}): Promise<void> {
  const LifecycleTransition = `autoscaling:EC2_INSTANCE_${kind}`;
  const name = `on-${kind.toLowerCase()}`;
  await fleet.client.send(
    new PutLifecycleHookCommand({ AutoScalingGroupName: GROUP, LifecycleHookName: name, LifecycleTransition, ...more }),
  );
}

export async function describeGroup(fleet: Fleet) {
  const { AutoScalingGroups } = await fleet.client.send(new DescribeAutoScalingGroupsCommand({}));
  return only(AutoScalingGroups);
}

/** Ids of the group's own members, without its warm pool. */
export async function ids(fleet: Fleet): Promise<string[]> {
  return ((await describeGroup(fleet)).Instances ?? []).map(({ InstanceId = '' }) => InstanceId);
}

/** Lifecycle states of all members, warmed ones too, in the order in which they were launched. */
export async function states(fleet: Fleet): Promise<(string | undefined)[]> {
  const { AutoScalingInstances = [] } = await fleet.client.send(new DescribeAutoScalingInstancesCommand({}));
  return AutoScalingInstances.map(({ LifecycleState }) => LifecycleState);
}

/** What the events say, shortly. */
export const told = ({ events }: Fleet): string[] => events.map((event) => event['detail-type']);
