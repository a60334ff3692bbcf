import { CreateAutoScalingGroupCommand, SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, type EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { autoScalingClient } from '../../../functions/aws/hooks/complete-lifecycle-action.ts';
import { AWS_CREDENTIALS } from '../aws-deployment.ts';
import type { LocalAutoScaling, LocalEc2, TutorialNetwork } from '../aws.ts';
import type { Narrator } from './narrator.ts';

export interface AwsStage {
  readonly ec2: LocalEc2;
  readonly scaling: LocalAutoScaling;
  readonly client: EC2Client;
  readonly network: TutorialNetwork;
  readonly tell: Narrator;
  /** Completes transitions and delivers their events to the function. */
  readonly settle: () => Promise<void>;
}

const GROUP = 'pool';
const group = { AutoScalingGroupName: GROUP };

/** A template and a group whose instances ask for a range, and wait in a launch hook until they have one. */
async function createGroup(
  { client, network }: AwsStage,
  scaling: ReturnType<typeof autoScalingClient>,
  desired: number,
): Promise<void> {
  const LaunchTemplateData = { ImageId: 'ami-0f1a5f5ada0e7da53', SecurityGroupIds: [network.securityGroupId] };
  await client.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: GROUP, LaunchTemplateData }));
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      ...group,
      LaunchTemplate: { LaunchTemplateName: GROUP },
      MinSize: 0,
      MaxSize: 10,
      DesiredCapacity: desired,
      VPCZoneIdentifier: network.subnetId,
      Tags: [
        { Key: 'Name', Value: GROUP, PropagateAtLaunch: true },
        { Key: 'pod-cidr', Value: 'auto', PropagateAtLaunch: true },
      ],
      LifecycleHookSpecificationList: [
        { LifecycleHookName: 'podroutes', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
      ],
    }),
  );
}

/** An Auto Scaling group: its instances, all from one template, get ranges; it grows, and one instance is replaced. */
export async function demoAwsGroup(stage: AwsStage): Promise<void> {
  const { ec2, client, tell, settle } = stage;
  const rangeOf = (id: string) => ec2.backend.instance(id)?.tags.get('pod-cidr');
  stage.scaling.onEvent(({ 'detail-type': type, detail }) => {
    const id = String(detail['EC2InstanceId']);
    if (type === 'EC2 Instance Launch Successful')
      tell.event(`Auto Scaling  ${GROUP} (${id}) is in service, its tag says pod-cidr=${rangeOf(id)}`);
  });
  const scaling = autoScalingClient({ endpoint: stage.scaling.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });

  tell.event('somebody creates an Auto Scaling group of three, whose tag pod-cidr=auto asks for a range for each');
  await createGroup(stage, scaling, 3);
  await settle();
  tell.event('somebody scales it to five');
  await scaling.send(new SetDesiredCapacityCommand({ ...group, DesiredCapacity: 5 }));
  await settle();
  const [first = ''] = stage.scaling.group(GROUP)?.members.keys() ?? [];
  tell.event(`somebody terminates one, ${first}; the group replaces it`);
  await client.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
  await settle();
  scaling.destroy();
}
