import { DescribeRouteTablesCommand, type Route as Ec2Route, type RouteTable } from '@aws-sdk/client-ec2';
import { canonicalCidr, type Cidr } from '../reconcile/cidr.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Hop, Route } from '../reconcile/model.ts';
import type { Ec2 } from './client.ts';
import type { AwsConfig } from './config.ts';
import { given } from './errors.ts';
import { clusterTag } from './names.ts';
import { allPages } from './pages.ts';
import { type QuotaUse, quotaUses } from './quota.ts';

const DESCRIBE = 'DescribeRouteTables';

/** The longest page of DescribeRouteTables. */
const PAGE = 100;

/** The cluster's tables as read: one VPC, its own ranges, all routes. */
export interface Tables {
  readonly vpc: string;
  readonly ids: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly routes: readonly Route[];
  readonly uses: readonly QuotaUse[];
}

const destinationOf = (route: Ec2Route) =>
  canonicalCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');

function hopOf(route: Ec2Route, owner: string | undefined): Hop {
  const { InstanceId: instance, NetworkInterfaceId: via, InstanceOwnerId: account } = route;
  const gateway =
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.VpcPeeringConnectionId ??
    route.EgressOnlyInternetGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn;
  if (route.Origin !== 'CreateRoute') {
    return {
      kind: 'foreign',
      what: `${gateway ?? 'a route'} (${route.Origin})`,
      to: gateway ?? via ?? instance ?? '-',
    };
  }
  if (gateway !== undefined || (instance === undefined && via === undefined)) {
    return { kind: 'foreign', what: gateway ?? 'a target of an unknown kind' };
  }
  if (account !== undefined && owner !== undefined && account !== owner) {
    return { kind: 'foreign', what: `${instance ?? via} of account ${account}` };
  }
  return {
    kind: 'instance',
    ...(instance === undefined ? {} : { instance }),
    ...(via === undefined ? {} : { interface: via }),
  };
}

function toRoutes(table: RouteTable): Route[] {
  return (table.Routes ?? []).flatMap((route) => {
    const destination = destinationOf(route);
    // Prefix lists are somebody else's: they have no range of their own.
    if (destination === undefined) return [];
    const state = route.State === 'blackhole' ? 'blackhole' : 'active';
    return [{ table: table.RouteTableId ?? '', destination, hop: hopOf(route, table.OwnerId), state }];
  });
}

function ownRanges(table: RouteTable): Cidr[] {
  const local = (table.Routes ?? []).filter((route) => route.Origin === 'CreateRouteTable');
  return local.map(destinationOf).filter((range) => range !== undefined);
}

async function describe({ client, call }: Ec2, name: string, values: string[], subject: string): Promise<RouteTable[]> {
  const pages = await allPages(DESCRIBE, subject, (token) => {
    const input = { Filters: [{ Name: name, Values: values }], MaxResults: PAGE, ...token };
    return call(DESCRIBE, subject, () => client.send(new DescribeRouteTablesCommand(input)));
  });
  const tables = pages.flatMap((page) => given(page.RouteTables, DESCRIBE, subject));
  for (const { RouteTableId, VpcId } of tables) given(RouteTableId && VpcId, DESCRIBE, subject);
  return tables;
}

function misconfigured(message: string): CloudError {
  return new CloudError('misconfigured', 'NoUsableRouteTable', message);
}

/** Reads all of the cluster's route tables. Throws CloudError `misconfigured` when they cannot be one cluster's. */
export async function readTables(ec2: Ec2, config: AwsConfig): Promise<Tables> {
  const { routeTableIds: wanted, cluster } = config;
  const tag = clusterTag(cluster.name);
  const [name, values] = wanted.length > 0 ? ['route-table-id', [...wanted]] : ['tag-key', [tag]];
  const tables = await describe(ec2, name, values, `the tables of cluster ${cluster.name}`);
  const ids = tables.map((table) => table.RouteTableId ?? '');

  const absent = wanted.filter((id) => !ids.includes(id));
  if (absent.length > 0) throw misconfigured(`ROUTE_TABLE_IDS names ${absent.join(', ')}, which does not exist here`);
  if (ids.length === 0) {
    throw misconfigured(`no route table carries the tag ${tag}; tag the cluster's tables or set ROUTE_TABLE_IDS`);
  }
  const [vpc, ...others] = new Set(tables.map((table) => table.VpcId ?? ''));
  if (vpc === undefined || others.length > 0) {
    throw misconfigured(`the tables ${ids.join(', ')} are in several VPCs; a cluster has one. Set ROUTE_TABLE_IDS`);
  }
  const reserved = [...new Set(tables.flatMap(ownRanges))];
  return { vpc, ids, reserved, routes: tables.flatMap(toRoutes), uses: quotaUses(tables) };
}

/** Reads the routes of one table again. */
export async function readRoutes(ec2: Ec2, table: string): Promise<Route[]> {
  const tables = await describe(ec2, 'route-table-id', [table], table);
  return tables.flatMap(toRoutes);
}
