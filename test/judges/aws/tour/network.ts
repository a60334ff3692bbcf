import * as aws from '@aws-sdk/client-ec2';

const NAME = { Key: 'Name', Value: 'tour & <more> "quotes"' };
export const tagged = (ResourceType: aws.ResourceType) => [{ ResourceType, Tags: [NAME] }];

export interface Site {
  readonly vpc: string;
  readonly subnet: string;
  readonly table: string;
  readonly gateway: string;
}

export const needed = (value: string | undefined): string => {
  if (value === undefined) throw new Error('the answer lacks what the tour goes on with');
  return value;
};

/** A network with all that it can have. */
export async function buildNetwork(ec2: aws.EC2Client): Promise<Site> {
  const made = await ec2.send(
    new aws.CreateVpcCommand({
      CidrBlock: '10.240.0.0/16',
      AmazonProvidedIpv6CidrBlock: true,
      TagSpecifications: tagged('vpc'),
    }),
  );
  const vpc = needed(made.Vpc?.VpcId);
  const range = needed(made.Vpc?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock).replace('/56', '/64');
  await ec2.send(new aws.AssociateVpcCidrBlockCommand({ VpcId: vpc, CidrBlock: '10.241.0.0/16' }));
  await ec2.send(new aws.AssociateVpcCidrBlockCommand({ VpcId: vpc, AmazonProvidedIpv6CidrBlock: true }));
  await ec2.send(new aws.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
  for (const Attribute of ['enableDnsSupport', 'enableDnsHostnames'] as const) {
    await ec2.send(new aws.DescribeVpcAttributeCommand({ VpcId: vpc, Attribute }));
  }
  const { Subnet } = await ec2.send(
    new aws.CreateSubnetCommand({
      VpcId: vpc,
      CidrBlock: '10.240.0.0/24',
      Ipv6CidrBlock: range,
      AvailabilityZone: 'us-east-1b',
      TagSpecifications: tagged('subnet'),
    }),
  );
  const { InternetGateway } = await ec2.send(
    new aws.CreateInternetGatewayCommand({ TagSpecifications: tagged('internet-gateway') }),
  );
  const gateway = needed(InternetGateway?.InternetGatewayId);
  await ec2.send(new aws.AttachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpc }));
  const { RouteTable } = await ec2.send(
    new aws.CreateRouteTableCommand({ VpcId: vpc, TagSpecifications: tagged('route-table') }),
  );
  const [subnet, table] = [needed(Subnet?.SubnetId), needed(RouteTable?.RouteTableId)];
  await ec2.send(new aws.AssociateRouteTableCommand({ RouteTableId: table, SubnetId: subnet }));
  await configureDhcp(ec2, vpc);
  return { vpc, subnet, table, gateway };
}

async function configureDhcp(ec2: aws.EC2Client, vpc: string): Promise<void> {
  const { DhcpOptions } = await ec2.send(
    new aws.CreateDhcpOptionsCommand({
      DhcpConfigurations: [{ Key: 'domain-name-servers', Values: ['AmazonProvidedDNS'] }],
      TagSpecifications: tagged('dhcp-options'),
    }),
  );
  const DhcpOptionsId = needed(DhcpOptions?.DhcpOptionsId);
  await ec2.send(new aws.AssociateDhcpOptionsCommand({ DhcpOptionsId, VpcId: vpc }));
  await ec2.send(new aws.DescribeDhcpOptionsCommand());
  await ec2.send(new aws.AssociateDhcpOptionsCommand({ DhcpOptionsId: 'default', VpcId: vpc }));
  await ec2.send(new aws.DeleteDhcpOptionsCommand({ DhcpOptionsId }));
}

/** Routes of every kind that can be made, changed and seen. */
export async function editRoutes(ec2: aws.EC2Client, { vpc, table, gateway }: Site, instance: string, nic: string) {
  const at = { RouteTableId: table, DestinationCidrBlock: '10.200.0.0/24' };
  await ec2.send(new aws.CreateRouteCommand({ ...at, InstanceId: instance }));
  await ec2.send(new aws.ReplaceRouteCommand({ ...at, NetworkInterfaceId: nic }));
  await ec2.send(new aws.CreateRouteCommand({ ...at, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway }));
  await ec2.send(
    new aws.CreateRouteCommand({ RouteTableId: table, DestinationIpv6CidrBlock: '::/0', GatewayId: gateway }),
  );
  await ec2.send(new aws.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }));
  await ec2.send(new aws.DeleteRouteCommand({ RouteTableId: table, DestinationIpv6CidrBlock: '::/0' }));
}

export async function describeAll(ec2: aws.EC2Client): Promise<void> {
  await ec2.send(new aws.DescribeVpcsCommand());
  await ec2.send(new aws.DescribeSubnetsCommand());
  await ec2.send(new aws.DescribeInternetGatewaysCommand());
  await ec2.send(new aws.DescribeRouteTablesCommand());
  await ec2.send(new aws.DescribeSecurityGroupsCommand());
  await ec2.send(new aws.DescribeNetworkAclsCommand());
  await ec2.send(new aws.DescribeNetworkInterfacesCommand());
  await ec2.send(new aws.DescribeInstancesCommand());
  await ec2.send(new aws.DescribeTagsCommand());
  await ec2.send(new aws.DescribeKeyPairsCommand());
  await ec2.send(new aws.DescribeRegionsCommand());
  await ec2.send(new aws.DescribeAvailabilityZonesCommand());
  await ec2.send(new aws.DescribeImagesCommand());
}

/** Takes the network down again, once nothing is in it. */
export async function removeNetwork(ec2: aws.EC2Client, { vpc, subnet, table, gateway }: Site): Promise<void> {
  const { RouteTables } = await ec2.send(new aws.DescribeRouteTablesCommand({ RouteTableIds: [table] }));
  const association = needed(RouteTables?.[0]?.Associations?.[0]?.RouteTableAssociationId);
  await ec2.send(new aws.DisassociateRouteTableCommand({ AssociationId: association }));
  await ec2.send(new aws.DeleteRouteTableCommand({ RouteTableId: table }));
  await ec2.send(new aws.DetachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpc }));
  await ec2.send(new aws.DeleteInternetGatewayCommand({ InternetGatewayId: gateway }));
  await ec2.send(new aws.DeleteSubnetCommand({ SubnetId: subnet }));
  await ec2.send(new aws.DeleteVpcCommand({ VpcId: vpc }));
}
