import { type Cidr, canonicalCidr } from '../../reconcile/model/ranges/cidr.ts';
import type { Route } from '../../reconcile/model/route.ts';
import { type RouteCount, routeCountsOf } from './route-quota.ts';
import { type Route as Ec2Route, type RouteTable, DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import { toNextHop } from './next-hop.ts';
import type { Ec2Api } from '../api/api.ts';
import { allPages } from '../api/paging.ts';
import { requirePresent } from '../api/errors.ts';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { AwsConfig } from '../config.ts';
import { clusterTag } from '../names.ts';
import { type WaitingTag, waitingTagsIn } from '../waiting/waiting-tags.ts';

const DESCRIBE = 'DescribeRouteTables';

/** The longest page of DescribeRouteTables. */
const PAGE_SIZE = 100;

/** `reserved`: the VPC's own ranges. */
export interface ClusterRouteTables {
  readonly vpcId: string;
  readonly ids: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly routes: readonly Route[];
  readonly routeCounts: readonly RouteCount[];
  readonly waitingTags: readonly WaitingTag[];
  readonly routeQuota?: number;
}

const destinationOf = (route: Ec2Route) =>
  canonicalCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');

function toRoutes(table: RouteTable): Route[] {
  return (table.Routes ?? []).flatMap((route) => {
    const destination = destinationOf(route);
    // A prefix list has no range, and is not ours.
    if (destination === undefined) return [];
    const state = route.State === 'blackhole' ? 'blackhole' : 'active';
    return [{ table: table.RouteTableId ?? '', destination, nextHop: toNextHop(route, table.OwnerId), state }];
  });
}

function localRanges(table: RouteTable): Cidr[] {
  const local = (table.Routes ?? []).filter((route) => route.Origin === 'CreateRouteTable');
  return local.map(destinationOf).filter((range) => range !== undefined);
}

async function describeRouteTables(
  { client, call }: Ec2Api,
  name: string,
  values: string[],
  subject: string,
): Promise<RouteTable[]> {
  const pages = await allPages(DESCRIBE, subject, (token) => {
    const input = { Filters: [{ Name: name, Values: values }], MaxResults: PAGE_SIZE, ...token };
    return call(DESCRIBE, subject, () => client.send(new DescribeRouteTablesCommand(input)));
  });
  const tables = pages.flatMap((page) => requirePresent(page.RouteTables, DESCRIBE, subject));
  for (const { RouteTableId, VpcId } of tables) requirePresent(RouteTableId && VpcId, DESCRIBE, subject);
  return tables;
}

function misconfigured(message: string): CloudError {
  return new CloudError('misconfigured', 'NoUsableRouteTable', message);
}

/** Reads all of the cluster's route tables. Throws CloudError `misconfigured` when they cannot be one cluster's. */
export async function readClusterTables(ec2: Ec2Api, config: AwsConfig): Promise<ClusterRouteTables> {
  const { routeTableIds: requestedIds, cluster } = config;
  const tag = clusterTag(cluster.name);
  const [name, values] = requestedIds.length > 0 ? ['route-table-id', [...requestedIds]] : ['tag-key', [tag]];
  const tables = await describeRouteTables(ec2, name, values, `the tables of cluster ${cluster.name}`);
  const ids = tables.map((table) => table.RouteTableId ?? '');

  const notFoundIds = requestedIds.filter((id) => !ids.includes(id));
  if (notFoundIds.length > 0)
    throw misconfigured(`ROUTE_TABLE_IDS names ${notFoundIds.join(', ')}, which does not exist here`);
  if (ids.length === 0) {
    throw misconfigured(`no route table carries the tag ${tag}; tag the cluster's tables or set ROUTE_TABLE_IDS`);
  }
  const [vpcId, ...others] = new Set(tables.map((table) => table.VpcId ?? ''));
  if (vpcId === undefined || others.length > 0) {
    throw misconfigured(`the tables ${ids.join(', ')} are in several VPCs; a cluster has one. Set ROUTE_TABLE_IDS`);
  }
  const reserved = [...new Set(tables.flatMap(localRanges))];
  return {
    vpcId,
    ids,
    reserved,
    routes: tables.flatMap(toRoutes),
    routeCounts: routeCountsOf(tables),
    waitingTags: tables.flatMap(waitingTagsIn),
    ...(config.routeQuota === undefined ? {} : { routeQuota: config.routeQuota }),
  };
}

export async function readTableRoutes(ec2: Ec2Api, table: string): Promise<Route[]> {
  const tables = await describeRouteTables(ec2, 'route-table-id', [table], table);
  return tables.flatMap(toRoutes);
}
