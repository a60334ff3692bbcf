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
import type { InstanceType } from '../cost.ts';

/** Key of the tag that everything carries which a run makes, from the call on that makes it; its value is the run. */
export const RUN_TAG = 'podroutes-acceptance';

export const clusterOf = (run: string): string => `${RUN_TAG}-${run}`;

/** Of its own network: nothing else is ever routed there. */
const NETWORK = '10.254.0.0/24';
export const CLUSTER_CIDR = '10.253.0.0/16';
export const NODE_RANGES = ['10.253.0.0/24', '10.253.1.0/24'] as const;
/** Outside the cluster CIDR, for routes that are made by hand. */
export const MANUAL_ROUTES = { byInstance: '10.252.1.0/24', byInterface: '10.252.2.0/24', absent: '10.252.9.0/24' };

/** EC2 looks the parameter up itself: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html */
const imageFor = (type: InstanceType): string =>
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

async function createTable({ client, call }: Ec2Api, VpcId: string, run: string): Promise<string> {
  const TagSpecifications = tagged('route-table', run, clusterTag(clusterOf(run)));
  const send = () => client.send(new CreateRouteTableCommand({ VpcId, TagSpecifications }));
  const { RouteTable } = await call('CreateRouteTable', VpcId, send);
  return requirePresent(RouteTable?.RouteTableId, 'CreateRouteTable', VpcId);
}

/** A network with one subnet and two route tables, without a way out: nobody can reach its instances. */
export async function createSandbox(ec2: Ec2Api, run: string, zone?: string): Promise<Sandbox> {
  const { client, call } = ec2;
  const vpc = await call('CreateVpc', NETWORK, () =>
    client.send(new CreateVpcCommand({ CidrBlock: NETWORK, TagSpecifications: tagged('vpc', run) })),
  );
  const vpcId = requirePresent(vpc.Vpc?.VpcId, 'CreateVpc', NETWORK);
  const where = { VpcId: vpcId, CidrBlock: NETWORK, ...(zone === undefined ? {} : { AvailabilityZone: zone }) };
  const input = { ...where, TagSpecifications: tagged('subnet', run) };
  const { Subnet } = await call('CreateSubnet', vpcId, () => client.send(new CreateSubnetCommand(input)));
  const subnet = requirePresent(Subnet?.SubnetId, 'CreateSubnet', vpcId);
  return { run, subnet, tables: [await createTable(ec2, vpcId, run), await createTable(ec2, vpcId, run)] };
}

export interface Launch {
  readonly type: InstanceType;
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
