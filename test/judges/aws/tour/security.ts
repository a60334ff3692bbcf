import * as aws from '@aws-sdk/client-ec2';
import { type Site, needed, tagged } from './network.ts';

export async function changeGroups(ec2: aws.EC2Client, { vpc }: Site): Promise<void> {
  const { GroupId } = await ec2.send(
    new aws.CreateSecurityGroupCommand({
      VpcId: vpc,
      GroupName: 'tour',
      Description: 'tour',
      TagSpecifications: tagged('security-group'),
    }),
  );
  const id = needed(GroupId);
  const IpPermissions = [
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id }], Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }] },
    { IpProtocol: 'udp', FromPort: 53, ToPort: 53, PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }] },
  ];
  await ec2.send(new aws.AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
  await ec2.send(new aws.AuthorizeSecurityGroupEgressCommand({ GroupId: id, IpPermissions }));
  await ec2.send(new aws.DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  await ec2.send(new aws.RevokeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
  await ec2.send(new aws.RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions }));
  await ec2.send(new aws.DeleteSecurityGroupCommand({ GroupId: id }));
}

export async function changeAcls(ec2: aws.EC2Client, { vpc, subnet }: Site): Promise<void> {
  const { NetworkAcl } = await ec2.send(
    new aws.CreateNetworkAclCommand({ VpcId: vpc, TagSpecifications: tagged('network-acl') }),
  );
  const NetworkAclId = needed(NetworkAcl?.NetworkAclId);
  const entry = { NetworkAclId, RuleNumber: 100, Egress: false };
  const rule = { ...entry, Protocol: '6', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' } as const;
  await ec2.send(new aws.CreateNetworkAclEntryCommand({ ...rule, PortRange: { From: 22, To: 22 } }));
  const ping = { Protocol: '1', IcmpTypeCode: { Type: 8, Code: -1 } };
  await ec2.send(new aws.CreateNetworkAclEntryCommand({ ...rule, ...ping, RuleNumber: 110 }));
  await ec2.send(new aws.ReplaceNetworkAclEntryCommand({ ...rule, RuleAction: 'deny' }));
  const associated = await ec2.send(
    new aws.DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [subnet] }] }),
  );
  const before = associated.NetworkAcls?.[0];
  const AssociationId = needed(before?.Associations?.[0]?.NetworkAclAssociationId);
  const replaced = await ec2.send(new aws.ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }));
  await ec2.send(
    new aws.ReplaceNetworkAclAssociationCommand({
      AssociationId: needed(replaced.NewAssociationId),
      NetworkAclId: needed(before?.NetworkAclId),
    }),
  );
  await ec2.send(new aws.DeleteNetworkAclEntryCommand(entry));
  await ec2.send(new aws.DeleteNetworkAclCommand({ NetworkAclId }));
}
