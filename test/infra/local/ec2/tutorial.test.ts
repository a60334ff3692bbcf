import * as aws from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { createTutorialNetwork, AWS_TUTORIAL, podCidrOf, seedTutorialCluster } from '../../../../infra/local/aws.ts';
import { byDestination, only, openCloud, type Cloud } from './harness.ts';

const clusterTag = `kubernetes.io/cluster/${AWS_TUTORIAL.cluster}`;
const tagged = [{ Name: 'tag-key', Values: [clusterTag] }];

/** The routes lab of the tutorial, as its commands do it; what it prints first comes back. */
async function doRoutesLab({ client }: Cloud, tableId: string, vpcId: string): Promise<string[]> {
  const printed = [];
  for (const i of [0, 1, 2]) {
    const Filters = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'tag:Name', Values: [`worker-${i}`] },
    ];
    const { Reservations } = await client.send(new aws.DescribeInstancesCommand({ Filters }));
    const { InstanceId, PrivateIpAddress } = only(only(Reservations).Instances);
    const { UserData } = await client.send(
      new aws.DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }),
    );
    const userData = Buffer.from(UserData?.Value ?? '', 'base64').toString();
    const podCidr = /(?:^|\|)pod-cidr=([^|]*)/.exec(userData)?.[1];
    printed.push(`${PrivateIpAddress} ${podCidr}`);
    await client.send(new aws.CreateRouteCommand({ RouteTableId: tableId, DestinationCidrBlock: podCidr, InstanceId }));
  }
  return printed;
}

describe("the tutorial's cluster", () => {
  it('is there, running, without pod routes', async () => {
    await using cloud = await openCloud();
    const cluster = seedTutorialCluster(cloud.ec2.backend);
    const { Vpcs } = await cloud.client.send(new aws.DescribeVpcsCommand({ Filters: tagged }));
    expect(only(Vpcs)).toMatchObject({ VpcId: cluster.vpcId, CidrBlock: AWS_TUTORIAL.vpcCidr });
    const { Reservations } = await cloud.client.send(new aws.DescribeInstancesCommand({ Filters: tagged }));
    const instances = Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
    expect(instances.map(({ PrivateIpAddress }) => PrivateIpAddress)).toEqual([
      '10.240.0.10',
      '10.240.0.11',
      '10.240.0.12',
      '10.240.0.20',
      '10.240.0.21',
      '10.240.0.22',
    ]);
    for (const instance of instances) {
      expect(instance).toMatchObject({ State: { Name: 'running' }, SourceDestCheck: false });
    }
    const { RouteTables } = await cloud.client.send(new aws.DescribeRouteTablesCommand({ Filters: tagged }));
    expect(only(RouteTables)).toMatchObject({
      RouteTableId: cluster.routeTableId,
      Associations: [{ SubnetId: cluster.subnetId, Main: false }],
      Routes: [
        { DestinationCidrBlock: AWS_TUTORIAL.vpcCidr, GatewayId: 'local' },
        { DestinationCidrBlock: '0.0.0.0/0', GatewayId: cluster.gatewayId },
      ],
    });
  });

  it('goes through the routes lab', async () => {
    await using cloud = await openCloud();
    const { routeTableId, vpcId, workers } = seedTutorialCluster(cloud.ec2.backend);
    expect(await doRoutesLab(cloud, routeTableId, vpcId)).toEqual([
      '10.240.0.20 10.200.0.0/24',
      '10.240.0.21 10.200.1.0/24',
      '10.240.0.22 10.200.2.0/24',
    ]);
    const call = new aws.DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] });
    const { Routes } = only((await cloud.client.send(call)).RouteTables);
    expect(Routes).toHaveLength(5);
    for (const [i, { id }] of workers.entries()) {
      expect(byDestination(Routes, podCidrOf(i))).toMatchObject({ InstanceId: id, State: 'active' });
    }
  });

  it('goes through the clean-up lab', async () => {
    await using cloud = await openCloud();
    const { client, ec2 } = cloud;
    const cluster = seedTutorialCluster(ec2.backend);
    const [VpcId, InternetGatewayId] = [cluster.vpcId, cluster.gatewayId];
    const deleteVpc = new aws.DeleteVpcCommand({ VpcId });
    await expect(client.send(deleteVpc)).rejects.toMatchObject({ name: 'DependencyViolation' });
    const InstanceIds = [...cluster.controllers, ...cluster.workers].map(({ id }) => id);
    await client.send(new aws.TerminateInstancesCommand({ InstanceIds }));
    ec2.settle();
    await client.send(new aws.DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    await client.send(new aws.DeleteInternetGatewayCommand({ InternetGatewayId }));
    await client.send(new aws.DeleteSecurityGroupCommand({ GroupId: cluster.securityGroupId }));
    await client.send(new aws.DeleteSubnetCommand({ SubnetId: cluster.subnetId }));
    await client.send(new aws.DeleteRouteTableCommand({ RouteTableId: cluster.routeTableId }));
    await client.send(deleteVpc);
    const { RouteTables } = await client.send(new aws.DescribeRouteTablesCommand({}));
    expect(RouteTables).toEqual([]);
  });
});

describe("the tutorial's set-up", () => {
  it('makes network, gateway and routing', async () => {
    await using cloud = await openCloud();
    const { client } = cloud;
    const Tags = [{ Key: clusterTag, Value: 'shared' }];
    const VpcId = (await client.send(new aws.CreateVpcCommand({ CidrBlock: AWS_TUTORIAL.vpcCidr }))).Vpc?.VpcId;
    const EnableDnsHostnames = { Value: true };
    await client.send(new aws.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames }));
    const { Subnet } = await client.send(new aws.CreateSubnetCommand({ VpcId, CidrBlock: AWS_TUTORIAL.vpcCidr }));
    const { InternetGateway } = await client.send(new aws.CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway?.InternetGatewayId;
    await client.send(new aws.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    const { RouteTable } = await client.send(
      new aws.CreateRouteTableCommand({
        VpcId,
        TagSpecifications: [{ ResourceType: 'route-table', Tags }],
      }),
    );
    const RouteTableId = RouteTable?.RouteTableId;
    await client.send(new aws.AssociateRouteTableCommand({ RouteTableId, SubnetId: Subnet?.SubnetId }));
    await client.send(
      new aws.CreateRouteCommand({
        RouteTableId,
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: InternetGatewayId,
      }),
    );
    const { RouteTables } = await client.send(new aws.DescribeRouteTablesCommand({ Filters: tagged }));
    expect(only(RouteTables)).toMatchObject({ RouteTableId, Tags, Routes: [{}, { State: 'active' }] });
  });

  it('makes security group, DHCP options and key pair, and finds the image', async () => {
    await using cloud = await openCloud();
    const { client } = cloud;
    const VpcId = (await client.send(new aws.CreateVpcCommand({ CidrBlock: AWS_TUTORIAL.vpcCidr }))).Vpc?.VpcId;
    const { DhcpOptions } = await client.send(
      new aws.CreateDhcpOptionsCommand({ DhcpConfigurations: [{ Key: 'domain-name', Values: ['a.b'] }] }),
    );
    const DhcpOptionsId = DhcpOptions?.DhcpOptionsId;
    await client.send(new aws.AssociateDhcpOptionsCommand({ DhcpOptionsId, VpcId }));
    const name = { GroupName: AWS_TUTORIAL.cluster, Description: AWS_TUTORIAL.cluster };
    const { GroupId } = await client.send(new aws.CreateSecurityGroupCommand({ VpcId, ...name }));
    for (const CidrIp of ['10.200.0.0/16', '10.240.0.0/24']) {
      const rule = { GroupId, IpProtocol: '-1', CidrIp };
      await client.send(new aws.AuthorizeSecurityGroupIngressCommand(rule));
    }
    const Filters = [{ Name: 'group-name', Values: [AWS_TUTORIAL.cluster] }];
    const { SecurityGroups } = await client.send(new aws.DescribeSecurityGroupsCommand({ Filters }));
    expect(only(only(SecurityGroups).IpPermissions)).toMatchObject({
      IpProtocol: '-1',
      IpRanges: [{ CidrIp: '10.200.0.0/16' }, { CidrIp: '10.240.0.0/24' }],
    });
    await client.send(new aws.CreateKeyPairCommand({ KeyName: AWS_TUTORIAL.cluster }));
    expect((await client.send(new aws.DescribeKeyPairsCommand({}))).KeyPairs).toHaveLength(1);
    const bionic = [{ Name: 'name', Values: ['ubuntu/images/*bionic-18.04-amd64-server-*'] }];
    const { Images } = await client.send(new aws.DescribeImagesCommand({ Filters: bionic }));
    expect(only(Images).ImageId).toMatch(/^ami-/);
  });

  it('shows what it made, and takes it away again', async () => {
    await using cloud = await openCloud();
    const { client, ec2 } = cloud;
    const { vpcId: VpcId, subnetId, gatewayId, routeTableId } = createTutorialNetwork(ec2.backend);
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const { Subnets } = await client.send(new aws.DescribeSubnetsCommand({ Filters }));
    expect(only(Subnets)).toMatchObject({
      SubnetId: subnetId,
      CidrBlock: AWS_TUTORIAL.vpcCidr,
      AvailableIpAddressCount: 251,
    });
    const attached = [{ Name: 'attachment.vpc-id', Values: [VpcId] }];
    const { InternetGateways } = await client.send(new aws.DescribeInternetGatewaysCommand({ Filters: attached }));
    expect(only(InternetGateways)).toMatchObject({
      InternetGatewayId: gatewayId,
      Attachments: [{ VpcId, State: 'available' }],
    });
    const { AvailabilityZones } = await client.send(new aws.DescribeAvailabilityZonesCommand({}));
    expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const table = new aws.DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] });
    const [association] = only((await client.send(table)).RouteTables).Associations ?? [];
    const AssociationId = association?.RouteTableAssociationId;
    await client.send(new aws.DisassociateRouteTableCommand({ AssociationId }));
    expect(only((await client.send(table)).RouteTables).Associations).toEqual([]);
  });

  it('keeps the attributes of a VPC', async () => {
    await using cloud = await openCloud();
    const { client, ec2 } = cloud;
    const { vpcId: VpcId } = createTutorialNetwork(ec2.backend);
    const describe = (Attribute: aws.VpcAttributeName) =>
      client.send(new aws.DescribeVpcAttributeCommand({ VpcId, Attribute }));
    expect(await describe('enableDnsHostnames')).toMatchObject({ VpcId, EnableDnsHostnames: { Value: false } });
    await client.send(new aws.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    expect(await describe('enableDnsHostnames')).toMatchObject({ EnableDnsHostnames: { Value: true } });
    expect(await describe('enableDnsSupport')).toMatchObject({ EnableDnsSupport: { Value: true } });
    await expect(describe('enableNetworkAddressUsageMetrics')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('deletes DHCP options that no VPC has, and the key pair', async () => {
    await using cloud = await openCloud();
    const { client, ec2 } = cloud;
    const { vpcId: VpcId } = createTutorialNetwork(ec2.backend);
    const DhcpConfigurations = [{ Key: 'domain-name', Values: ['a.b'] }];
    const { DhcpOptions } = await client.send(new aws.CreateDhcpOptionsCommand({ DhcpConfigurations }));
    const DhcpOptionsId = DhcpOptions?.DhcpOptionsId;
    const describe = new aws.DescribeDhcpOptionsCommand({ DhcpOptionsIds: [DhcpOptionsId ?? ''] });
    expect(only((await client.send(describe)).DhcpOptions).DhcpConfigurations).toEqual([
      { Key: 'domain-name', Values: [{ Value: 'a.b' }] },
    ]);
    await client.send(new aws.AssociateDhcpOptionsCommand({ DhcpOptionsId, VpcId }));
    const remove = new aws.DeleteDhcpOptionsCommand({ DhcpOptionsId });
    await expect(client.send(remove)).rejects.toMatchObject({ name: 'DependencyViolation' });
    await client.send(new aws.AssociateDhcpOptionsCommand({ DhcpOptionsId: 'default', VpcId }));
    await client.send(remove);
    await expect(client.send(describe)).rejects.toMatchObject({ name: 'InvalidDhcpOptionID.NotFound' });
    await client.send(new aws.DeleteKeyPairCommand({ KeyName: AWS_TUTORIAL.cluster }));
    expect((await client.send(new aws.DescribeKeyPairsCommand({}))).KeyPairs).toEqual([]);
  });
});
