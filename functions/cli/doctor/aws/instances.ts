import {
  type EC2Client,
  type Filter,
  type Instance,
  type InstanceNetworkInterface,
  paginateDescribeInstances,
  type Tag,
} from '@aws-sdk/client-ec2';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import { isPrimary } from '../../../../shared/aws/instances.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';

interface InterfaceFacts {
  readonly id: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  readonly addresses: readonly string[];
  readonly sourceDestCheck: boolean;
}

/** An instance that is not gone, as far as its place in the network goes. */
export interface InstanceFacts {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly tagKeys: readonly string[];
  /** As EC2 names it: `running`, `stopped`. */
  readonly state: string;
  readonly interfaces: readonly InterfaceFacts[];
  /** The interface at device index 0, by which routes reach it. */
  readonly primary: InterfaceFacts | undefined;
}

const keysOf = (tags: readonly Tag[] = []) => tags.map(({ Key = '' }) => Key);

function toInterfaceFacts(nic: InstanceNetworkInterface): InterfaceFacts {
  const { NetworkInterfaceId: id = '', SubnetId: subnet = '', Groups = [], PrivateIpAddresses = [] } = nic;
  const ipv4 = [nic.PrivateIpAddress, ...PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress)];
  const ipv6 = (nic.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address);
  return {
    id,
    subnet,
    groups: Groups.map(({ GroupId = '' }) => GroupId),
    addresses: [...new Set([...ipv4, ...ipv6])].filter((address) => address !== undefined),
    sourceDestCheck: nic.SourceDestCheck !== false,
  };
}

function toInstanceFacts(instance: Instance): InstanceFacts[] {
  if (instance.State?.Name === 'terminated' || instance.State?.Name === 'shutting-down') return [];
  const id = instance.InstanceId ?? '';
  const { NetworkInterfaces = [] } = instance;
  const first = NetworkInterfaces.find(isPrimary);
  const name = instance.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? id;
  return [
    {
      id,
      name,
      vpc: instance.VpcId ?? '',
      tagKeys: keysOf(instance.Tags),
      state: instance.State?.Name ?? '',
      interfaces: NetworkInterfaces.map(toInterfaceFacts),
      primary: first && toInterfaceFacts(first),
    },
  ];
}

async function listInstances(client: EC2Client, filter: Filter, subject: string): Promise<InstanceFacts[]> {
  return withCloudErrors('DescribeInstances', subject, async () => {
    const instances: InstanceFacts[] = [];
    for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, { Filters: [filter] })) {
      for (const { Instances = [] } of page.Reservations ?? []) instances.push(...Instances.flatMap(toInstanceFacts));
    }
    return instances;
  });
}

export function instancesInVpcs(client: EC2Client, vpcs: readonly string[]): Promise<InstanceFacts[]> {
  return listInstances(client, { Name: 'vpc-id', Values: [...vpcs] }, `the instances of ${vpcs.join(', ')}`);
}

/** Instances with the tag of the cluster, in whatever VPC. */
export function taggedInstances(client: EC2Client, cluster: string): Promise<InstanceFacts[]> {
  return listInstances(
    client,
    { Name: 'tag-key', Values: [clusterTag(cluster)] },
    `the instances of cluster ${cluster}`,
  );
}
