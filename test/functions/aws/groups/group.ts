import {
  CreateAutoScalingGroupCommand,
  SetDesiredCapacityCommand,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import type { AwsTestbed } from '../../../support/testbed/aws.ts';

const HOOK = { LifecycleHookName: 'podroutes', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' };

export interface GroupInput {
  readonly name?: string;
  readonly size: number;
  /** What all its instances boot with. */
  readonly userData?: string;
  readonly propagatedTags?: Readonly<Record<string, string>>;
}

/** An Auto Scaling group from a template of its own, with a launch hook. */
export class AwsGroup {
  readonly name: string;
  readonly #bench: AwsTestbed;

  private constructor(bench: AwsTestbed, name: string) {
    this.#bench = bench;
    this.name = name;
  }

  static async create(bench: AwsTestbed, input: GroupInput): Promise<AwsGroup> {
    const { name = 'workers', size, userData, propagatedTags = {} } = input;
    const LaunchTemplateData = {
      ImageId: 'ami-0f1a5f5ada0e7da53',
      InstanceType: 't3.small' as const,
      SecurityGroupIds: [bench.network.securityGroupId],
      ...(userData === undefined ? {} : { UserData: Buffer.from(userData).toString('base64') }),
    };
    await bench.clients.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData }));
    await bench.clients.autoScaling().send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        LaunchTemplate: { LaunchTemplateName: name, Version: '$Latest' },
        MinSize: 0,
        MaxSize: 10,
        DesiredCapacity: size,
        VPCZoneIdentifier: bench.network.subnetId,
        Tags: Object.entries(propagatedTags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
        LifecycleHookSpecificationList: [HOOK],
      }),
    );
    return new AwsGroup(bench, name);
  }

  async resize(DesiredCapacity: number): Promise<void> {
    const command = new SetDesiredCapacityCommand({ AutoScalingGroupName: this.name, DesiredCapacity });
    await this.#bench.clients.autoScaling().send(command);
  }

  async refresh(MinHealthyPercentage: number, MaxHealthyPercentage: number): Promise<void> {
    const Preferences = { MinHealthyPercentage, MaxHealthyPercentage };
    const command = new StartInstanceRefreshCommand({ AutoScalingGroupName: this.name, Preferences });
    await this.#bench.clients.autoScaling().send(command);
  }

  get members() {
    return [...(this.#bench.autoScaling.group(this.name)?.members.values() ?? [])];
  }

  /** Ids of those that are in service, warmed or on the way there. */
  get ids(): string[] {
    return this.members.map(({ instance }) => instance);
  }

  /** The lifecycle states of the members, as `Pending:Wait`. */
  get states(): string[] {
    return this.members.map(({ phase, step }) => (step === undefined ? phase : `${phase}:${step}`));
  }
}

/** Transitions end, and what waits is delivered, until nothing happens any more. `onStep` is called after each step. */
export async function settle(bench: AwsTestbed, onStep: () => void = () => {}): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    bench.ec2.settle();
    if (bench.queue.length === 0) return;
    await bench.deliver();
    onStep();
  }
  throw new Error('something happens for ever');
}

export const tagOf = ({ ec2 }: AwsTestbed, id: string): string | undefined =>
  ec2.backend.instance(id)?.tags.get('pod-cidr');

/** The range that a node was told, if exactly that has a route to it in the table. */
export function rangeOf(bench: AwsTestbed, id: string, table?: string): string | undefined {
  const routed = Object.entries(bench.routes(table)).filter(([, target]) => target === id);
  return routed.length === 1 && routed[0]?.[0] === tagOf(bench, id) ? tagOf(bench, id) : undefined;
}
