import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';

/**
 * How the route controllers of cloud-provider-aws and Gardener change a route, at its best: it begins the moment that there is something to do,
 * and looks only at the table.
 */
export async function deleteThenCreate(
  ec2: EC2Client,
  tableId: string,
  range: string,
  instance: string,
): Promise<void> {
  const route = { RouteTableId: tableId, DestinationCidrBlock: range };
  await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [tableId] }));
  await ec2.send(new DeleteRouteCommand(route));
  await ec2.send(new CreateRouteCommand({ ...route, InstanceId: instance }));
}
