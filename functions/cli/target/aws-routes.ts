import { DescribeRouteTablesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { awsTable } from '../render/lab-tables.ts';

const NONE = 'None';

/**
 * A route table as the tutorial lists it: `aws ec2 describe-route-tables` with InstanceId, DestinationCidrBlock and
 * GatewayId of each route, sorted by destination as text.
 */
export async function awsRoutes(client: EC2Client, table: string): Promise<string> {
  const { RouteTables: [found] = [] } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }));
  const rows = (found?.Routes ?? [])
    .map((route) => [
      route.InstanceId ?? NONE,
      route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? NONE,
      route.GatewayId ?? NONE,
    ])
    .toSorted(([, a = ''], [, b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  return awsTable('DescribeRouteTables', rows);
}
