import * as aws from '@aws-sdk/client-ec2';

const NONE = {
  InstanceIds: ['i-0123456789abcdef0'],
  RouteTableIds: ['rtb-0123456789abcdef0'],
  VpcIds: ['vpc-zzz'],
};

/** Makes calls that are refused, each for another reason. Answers the codes. */
export async function askForRefusals(ec2: aws.EC2Client, table: string): Promise<string[]> {
  const route = { RouteTableId: table, DestinationCidrBlock: '10.200.0.0/24' };
  const refused = [
    () => ec2.send(new aws.DescribeInstancesCommand({ InstanceIds: NONE.InstanceIds })),
    () => ec2.send(new aws.DescribeRouteTablesCommand({ RouteTableIds: NONE.RouteTableIds })),
    () => ec2.send(new aws.DescribeVpcsCommand({ VpcIds: NONE.VpcIds })),
    () => ec2.send(new aws.DescribeInstancesCommand({ Filters: [{ Name: 'no-such', Values: ['x'] }] })),
    () => ec2.send(new aws.DeleteRouteCommand(route)),
    () => ec2.send(new aws.ReplaceRouteCommand({ ...route, DestinationCidrBlock: '10.200.0.0', GatewayId: 'igw-0' })),
    () => ec2.send(new aws.CreateRouteCommand(route)),
    () => ec2.send(new aws.DescribeVpcsCommand({ DryRun: true })),
    () => ec2.send(new aws.AllocateAddressCommand({ Domain: 'vpc' })),
    () => ec2.send(new aws.DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['none'] })),
  ];
  return codesOf(refused);
}

/** Makes calls one after another. Answers the codes that they are refused with. */
export async function codesOf(calls: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  const codes: string[] = [];
  for (const call of calls) {
    await call().then(
      () => codes.push('answered'),
      (error: unknown) => codes.push(error instanceof Error ? error.name : 'no error'),
    );
  }
  return codes;
}
