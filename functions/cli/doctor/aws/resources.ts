import {
  type EC2Client,
  type Filter,
  paginateDescribeRouteTables,
  type Route,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { AwsConfig } from '../../../../shared/aws/config.ts';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
import { type RouteCount, routeCountsOf } from '../../../../shared/aws/routes/route-quota.ts';

/** A route table as far as it matters who uses it. */
export interface RouteTableFacts {
  readonly id: string;
  readonly vpc: string;
  /** Whether subnets that are associated with no table use this one. */
  readonly isMain: boolean;
  readonly subnets: readonly string[];
  /** Each as its destination and target. */
  readonly routes: readonly string[];
  readonly entries: readonly Route[];
  readonly routeCounts: readonly RouteCount[];
}

const NOT_OF_THE_WAY = new Set(['State', 'Origin', 'InstanceOwnerId']);

function describeRoute(route: Route): string {
  const parts = Object.entries(route).filter(([name, value]) => value !== undefined && !NOT_OF_THE_WAY.has(name));
  return parts
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(' ');
}

function toRouteTableFacts(table: RouteTable): RouteTableFacts {
  const associations = table.Associations ?? [];
  return {
    id: table.RouteTableId ?? '',
    vpc: table.VpcId ?? '',
    isMain: associations.some(({ Main }) => Main === true),
    subnets: associations.map(({ SubnetId }) => SubnetId).filter((id) => id !== undefined),
    routes: (table.Routes ?? []).map(describeRoute),
    entries: table.Routes ?? [],
    routeCounts: routeCountsOf([table]),
  };
}

async function listTables(client: EC2Client, filter: Filter, subject: string): Promise<RouteTableFacts[]> {
  return withCloudErrors('DescribeRouteTables', subject, async () => {
    const tables: RouteTableFacts[] = [];
    for await (const page of paginateDescribeRouteTables({ client, pageSize: 100 }, { Filters: [filter] })) {
      tables.push(...(page.RouteTables ?? []).map(toRouteTableFacts));
    }
    return tables;
  });
}

/** The tables that the settings name, or else those with the tag of the cluster. */
export function clusterTables(client: EC2Client, { cluster, routeTableIds }: AwsConfig): Promise<RouteTableFacts[]> {
  const filter =
    routeTableIds.length > 0
      ? { Name: 'route-table-id', Values: [...routeTableIds] }
      : { Name: 'tag-key', Values: [clusterTag(cluster.name)] };
  return listTables(client, filter, `the tables of cluster ${cluster.name}`);
}

export function tablesInVpcs(client: EC2Client, vpcs: readonly string[]): Promise<RouteTableFacts[]> {
  return listTables(client, { Name: 'vpc-id', Values: [...vpcs] }, `the tables of ${vpcs.join(', ')}`);
}

/** The table that packets from `subnet` follow. */
export function effectiveTable(
  subnet: string,
  vpc: string,
  tables: readonly RouteTableFacts[],
): RouteTableFacts | undefined {
  const vpcTables = tables.filter((table) => table.vpc === vpc);
  return vpcTables.find(({ subnets }) => subnets.includes(subnet)) ?? vpcTables.find(({ isMain }) => isMain);
}
