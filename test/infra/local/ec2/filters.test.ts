import * as aws from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { only, openLab, running } from './harness.ts';

type Lab = Awaited<ReturnType<typeof openLab>>;

async function aclOf({ client, net }: Lab): Promise<aws.NetworkAcl> {
  const Filters = [{ Name: 'association.subnet-id', Values: [net.subnetId] }];
  return only((await client.send(new aws.DescribeNetworkAclsCommand({ Filters }))).NetworkAcls);
}

describe('security groups', () => {
  it('let in what the lab lets in, and everything out', async () => {
    await using cloud = await openLab();
    const call = new aws.DescribeSecurityGroupsCommand({ GroupIds: [cloud.net.securityGroupId] });
    expect(only((await cloud.client.send(call)).SecurityGroups)).toMatchObject({
      IpPermissions: [
        { IpProtocol: '-1', IpRanges: [{ CidrIp: AWS_TUTORIAL.clusterCidr }, { CidrIp: AWS_TUTORIAL.vpcCidr }] },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
  });

  it('take rules back, but only those that they have', async () => {
    await using cloud = await openLab();
    const { client, net } = cloud;
    const GroupId = net.securityGroupId;
    const rule = (CidrIp: string) => ({ GroupId, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp }] }] });
    await client.send(new aws.RevokeSecurityGroupIngressCommand(rule(AWS_TUTORIAL.clusterCidr)));
    const again = client.send(new aws.RevokeSecurityGroupIngressCommand(rule(AWS_TUTORIAL.clusterCidr)));
    await expect(again).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
    await client.send(new aws.RevokeSecurityGroupEgressCommand(rule('0.0.0.0/0')));
    const { SecurityGroups } = await client.send(new aws.DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    expect(only(SecurityGroups)).toMatchObject({
      IpPermissions: [{ IpRanges: [{ CidrIp: AWS_TUTORIAL.vpcCidr }] }],
      IpPermissionsEgress: [],
    });
    await client.send(new aws.AuthorizeSecurityGroupEgressCommand(rule('0.0.0.0/0')));
    const twice = client.send(new aws.AuthorizeSecurityGroupEgressCommand(rule('0.0.0.0/0')));
    await expect(twice).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
  });
});

describe('network ACLs', () => {
  it('of a VPC let everything pass', async () => {
    await using cloud = await openLab();
    const acl = await aclOf(cloud);
    expect(acl).toMatchObject({ IsDefault: true, VpcId: cloud.net.vpcId });
    expect(acl.Entries?.map(({ RuleNumber, Egress, RuleAction }) => [RuleNumber, Egress, RuleAction])).toEqual([
      [100, false, 'allow'],
      [100, true, 'allow'],
      [32_767, false, 'deny'],
      [32_767, true, 'deny'],
    ]);
  });

  it('let IPv6 pass as soon as the VPC has some', async () => {
    await using cloud = await openLab();
    cloud.ec2.backend.associateCidr(cloud.net.vpcId, '2600:1f00::/56');
    const { Entries = [] } = await aclOf(cloud);
    const ipv6 = Entries.filter(({ Ipv6CidrBlock }) => Ipv6CidrBlock !== undefined);
    expect(ipv6.map(({ RuleNumber, RuleAction }) => [RuleNumber, RuleAction])).toEqual([
      [101, 'allow'],
      [101, 'allow'],
      [32_768, 'deny'],
      [32_768, 'deny'],
    ]);
  });

  it('keep one rule for each number and direction', async () => {
    await using cloud = await openLab();
    const { client } = cloud;
    const { NetworkAclId } = await aclOf(cloud);
    const place = { NetworkAclId, RuleNumber: 90, Egress: false };
    const entry = { ...place, Protocol: '6', RuleAction: 'deny', CidrBlock: '10.200.0.0/16' } as const;
    const create = new aws.CreateNetworkAclEntryCommand({ ...entry, PortRange: { From: 80, To: 90 } });
    await client.send(create);
    await expect(client.send(create)).rejects.toMatchObject({ name: 'NetworkAclEntryAlreadyExists' });
    await client.send(new aws.ReplaceNetworkAclEntryCommand({ ...entry, RuleAction: 'allow' }));
    expect((await aclOf(cloud)).Entries?.[0]).toMatchObject({ RuleNumber: 90, RuleAction: 'allow', Protocol: '6' });
    const remove = new aws.DeleteNetworkAclEntryCommand(place);
    await client.send(remove);
    await expect(client.send(remove)).rejects.toMatchObject({ name: 'InvalidNetworkAclEntry.NotFound' });
    const last = new aws.DeleteNetworkAclEntryCommand({ ...place, RuleNumber: 32_767 });
    await expect(client.send(last)).rejects.toMatchObject({ name: 'InvalidNetworkAclEntry.NotFound' });
  });

  it('are given to subnets, and go when no subnet has them', async () => {
    await using cloud = await openLab();
    const { client, net } = cloud;
    const before = await aclOf(cloud);
    const { NetworkAcl } = await client.send(new aws.CreateNetworkAclCommand({ VpcId: net.vpcId }));
    const NetworkAclId = NetworkAcl?.NetworkAclId;
    const AssociationId = before.Associations?.[0]?.NetworkAclAssociationId;
    const change = new aws.ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId });
    const { NewAssociationId } = await client.send(change);
    expect(await aclOf(cloud)).toMatchObject({ NetworkAclId, IsDefault: false });
    const remove = new aws.DeleteNetworkAclCommand({ NetworkAclId });
    await expect(client.send(remove)).rejects.toMatchObject({ name: 'DependencyViolation' });
    const back = { AssociationId: NewAssociationId, NetworkAclId: before.NetworkAclId };
    await client.send(new aws.ReplaceNetworkAclAssociationCommand(back));
    await client.send(remove);
    const removeDefault = new aws.DeleteNetworkAclCommand({ NetworkAclId: before.NetworkAclId });
    await expect(client.send(removeDefault)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('a permission that is missing', () => {
  it('is missing to dry runs and to the call itself, until it is granted', async () => {
    await using cloud = await openLab();
    const { client, ec2, net } = cloud;
    const InstanceId = running(cloud);
    const input = { RouteTableId: net.routeTableId, DestinationCidrBlock: '10.200.0.0/24', InstanceId };
    const dryRun = () => client.send(new aws.CreateRouteCommand({ ...input, DryRun: true }));
    await expect(dryRun()).rejects.toMatchObject({ name: 'DryRunOperation' });
    ec2.faults.failAlways('CreateRoute', { code: 'UnauthorizedOperation' });
    await expect(dryRun()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(dryRun()).rejects.toThrow(/User: arn:aws:iam::123456789012:user\/local is not authorized/);
    const create = () => client.send(new aws.CreateRouteCommand(input));
    await expect(create()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    ec2.faults.stopFailing('CreateRoute');
    await create();
    expect(ec2.backend.routesOf(net.routeTableId)).toHaveLength(3);
  });
});
