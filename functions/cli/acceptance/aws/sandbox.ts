import {
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type ResourceType,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { requirePresent } from '../../../../shared/aws/api/errors.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
import type { AwsType } from '../cost.ts';
import { clusterOf, NETWORK_RANGE, RUN_TAG } from '../names.ts';

/** Outside the cluster CIDR, for routes that are made by hand. */
export const MANUAL_ROUTES = { byInstance: '10.252.1.0/24', byInterface: '10.252.2.0/24', absent: '10.252.9.0/24' };

/** EC2 looks the parameter up itself: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html */
const imageFor = (type: AwsType): string =>
  `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${type.startsWith('t4g.') ? 'arm64' : 'x86_64'}`;

export interface Sandbox {
  readonly run: string;
  readonly subnet: string;
  readonly tables: readonly [string, string];
}

export interface Launched {
  readonly id: string;
  readonly networkInterface: string;
}

const tagged = (ResourceType: ResourceType, run: string, ...more: readonly string[]) => [
  { ResourceType, Tags: [{ Key: RUN_TAG, Value: run }, ...more.map((Key) => ({ Key, Value: 'owned' }))] },
];

interface SandboxNames {
  readonly run: string;
  /** Whose routes its tables are for. */
  readonly cluster: string;
}

async function createTable({ client, call }: Ec2Api, VpcId: string, { run, cluster }: SandboxNames): Promise<string> {
  const TagSpecifications = tagged('route-table', run, clusterTag(cluster));
  const send = () => client.send(new CreateRouteTableCommand({ VpcId, TagSpecifications }));
  const { RouteTable } = await call('CreateRouteTable', VpcId, send);
  return requirePresent(RouteTable?.RouteTableId, 'CreateRouteTable', VpcId);
}

/** A network with one subnet and two route tables, without a way out: nobody can reach its instances. */
export async function createSandbox(ec2: Ec2Api, names: SandboxNames, zone?: string): Promise<Sandbox> {
  const { run } = names;
  const { client, call } = ec2;
  const vpc = await call('CreateVpc', NETWORK_RANGE, () =>
    client.send(new CreateVpcCommand({ CidrBlock: NETWORK_RANGE, TagSpecifications: tagged('vpc', run) })),
  );
  const vpcId = requirePresent(vpc.Vpc?.VpcId, 'CreateVpc', NETWORK_RANGE);
  const where = { VpcId: vpcId, CidrBlock: NETWORK_RANGE, ...(zone === undefined ? {} : { AvailabilityZone: zone }) };
  const input = { ...where, TagSpecifications: tagged('subnet', run) };
  const { Subnet } = await call('CreateSubnet', vpcId, () => client.send(new CreateSubnetCommand(input)));
  const subnet = requirePresent(Subnet?.SubnetId, 'CreateSubnet', vpcId);
  return { run, subnet, tables: [await createTable(ec2, vpcId, names), await createTable(ec2, vpcId, names)] };
}

export interface Launch {
  readonly type: AwsType;
  readonly imageId?: string | undefined;
  readonly userData?: string;
  readonly name: string;
}

/** Boots one instance. What got no answer may be sent again: the token makes it the same instance. */
export async function launch(
  { client, call }: Ec2Api,
  { run, subnet }: Sandbox,
  { type, imageId = imageFor(type), userData, name }: Launch,
): Promise<Launched> {
  const command = new RunInstancesCommand({
    ImageId: imageId,
    InstanceType: type,
    SubnetId: subnet,
    MinCount: 1,
    MaxCount: 1,
    ClientToken: `${clusterOf(run)}-${name}`,
    TagSpecifications: tagged('instance', run),
    ...(userData === undefined ? {} : { UserData: Buffer.from(userData).toString('base64') }),
  });
  const { Instances: [instance] = [] } = await call('RunInstances', subnet, () => client.send(command));
  const networkInterface = instance?.NetworkInterfaces?.[0]?.NetworkInterfaceId;
  return {
    id: requirePresent(instance?.InstanceId, 'RunInstances', subnet),
    networkInterface: requirePresent(networkInterface, 'RunInstances', subnet),
  };
}
