import * as aws from '@aws-sdk/client-ec2';
import { type Site, needed, tagged } from './network.ts';

const IMAGE = { ImageId: 'ami-0f1a5f5ada0e7da53', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 } as const;

export interface Nodes {
  readonly single: string;
  readonly twoInterfaces: string;
  readonly nic: string;
}

async function run(ec2: aws.EC2Client, input: Partial<aws.RunInstancesCommandInput>): Promise<string> {
  const { Instances } = await ec2.send(new aws.RunInstancesCommand({ ...IMAGE, ...input }));
  return needed(Instances?.[0]?.InstanceId);
}

/** Instances with and without all that they can have, and an interface by itself. */
export async function launch(ec2: aws.EC2Client, { subnet }: Site): Promise<Nodes> {
  await ec2.send(new aws.CreateKeyPairCommand({ KeyName: 'tour', TagSpecifications: tagged('key-pair') }));
  const single = await run(ec2, {
    KeyName: 'tour',
    UserData: Buffer.from('name=worker-0|pod-cidr=10.200.0.0/24').toString('base64'),
    IamInstanceProfile: { Name: 'nodes' },
    ClientToken: 'tour-0',
    MetadataOptions: { InstanceMetadataTags: 'enabled' },
    TagSpecifications: tagged('instance'),
    NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnet, AssociatePublicIpAddress: true, Ipv6AddressCount: 1 }],
  });
  const at = (DeviceIndex: number) => ({ DeviceIndex, SubnetId: subnet });
  const twoInterfaces = await run(ec2, { NetworkInterfaces: [at(0), at(1)] });
  const { NetworkInterface } = await ec2.send(
    new aws.CreateNetworkInterfaceCommand({
      SubnetId: subnet,
      Description: 'by itself',
      Ipv6AddressCount: 1,
      TagSpecifications: tagged('network-interface'),
    }),
  );
  return { single, twoInterfaces, nic: needed(NetworkInterface?.NetworkInterfaceId) };
}

export async function changeAttributes(ec2: aws.EC2Client, { single: InstanceId, nic }: Nodes): Promise<void> {
  for (const Attribute of ['userData', 'instanceType', 'sourceDestCheck', 'groupSet'] as const) {
    await ec2.send(new aws.DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
  }
  await ec2.send(new aws.ModifyInstanceAttributeCommand({ InstanceId, SourceDestCheck: { Value: false } }));
  await ec2.send(new aws.ModifyInstanceMetadataOptionsCommand({ InstanceId, InstanceMetadataTags: 'disabled' }));
  const SourceDestCheck = { Value: false };
  await ec2.send(new aws.ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: nic, SourceDestCheck }));
  await ec2.send(new aws.CreateTagsCommand({ Resources: [InstanceId], Tags: [{ Key: 'a', Value: '' }] }));
  await ec2.send(new aws.DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['a'] }] }));
  await ec2.send(new aws.DeleteTagsCommand({ Resources: [InstanceId], Tags: [{ Key: 'a' }] }));
}

export async function moveInterface(ec2: aws.EC2Client, { single, nic }: Nodes): Promise<void> {
  const at = { InstanceId: single, NetworkInterfaceId: nic, DeviceIndex: 1 };
  const { AttachmentId } = await ec2.send(new aws.AttachNetworkInterfaceCommand(at));
  await ec2.send(new aws.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [nic] }));
  await ec2.send(new aws.DetachNetworkInterfaceCommand({ AttachmentId }));
  await ec2.send(new aws.DeleteNetworkInterfaceCommand({ NetworkInterfaceId: nic }));
}

/** Stops, starts and ends instances; `settle` ends each transition. */
export async function liveAndEnd(
  ec2: aws.EC2Client,
  nodes: Nodes,
  settle: () => void,
  others: readonly string[],
): Promise<void> {
  const InstanceIds = [nodes.single, nodes.twoInterfaces, ...others];
  const describe = () => ec2.send(new aws.DescribeInstancesCommand({ InstanceIds }));
  const changes = [
    () => ec2.send(new aws.StopInstancesCommand({ InstanceIds })),
    () => ec2.send(new aws.StartInstancesCommand({ InstanceIds })),
    () => ec2.send(new aws.TerminateInstancesCommand({ InstanceIds })),
  ];
  for (const change of changes) {
    await change();
    await describe();
    settle();
    await describe();
  }
  await ec2.send(new aws.DescribeNetworkInterfacesCommand());
  await ec2.send(new aws.DescribeRouteTablesCommand());
  await ec2.send(new aws.DeleteKeyPairCommand({ KeyName: 'tour' }));
}
