import { DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import type { Ec2Api } from '../../../shared/aws/api/api.ts';
import { formatAwsTable } from '../render/cloud-cli-tables.ts';
import type { IsMeant } from './target.ts';

const NONE = 'None';

/**
 * A route table as the tutorial lists it: `aws ec2 describe-route-tables` with InstanceId, DestinationCidrBlock and
 * GatewayId of each route, sorted by destination as text. Empty where none is meant.
 */
export async function listAwsRoutes(
  { client, call }: Ec2Api,
  table: string,
  isMeant: IsMeant = () => true,
): Promise<string> {
  const command = new DescribeRouteTablesCommand({ RouteTableIds: [table] });
  const { RouteTables: [found] = [] } = await call('DescribeRouteTables', table, () => client.send(command));
  const rows = (found?.Routes ?? [])
    .map((route) => [
      route.InstanceId ?? NONE,
      route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? NONE,
      route.GatewayId ?? NONE,
    ])
    .filter(([, destination = '']) => isMeant(destination))
    .toSorted(([, a = ''], [, b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  return rows.length === 0 ? '' : formatAwsTable('DescribeRouteTables', rows);
}
