import { type EC2Client, type Filter, paginateDescribeRouteTables, type RouteTable } from '@aws-sdk/client-ec2';
import type { AwsConfig } from '../../../../shared/aws/config.ts';
import { calling } from '../../../../shared/aws/errors.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
import { type QuotaUse, quotaUses } from '../../../../shared/aws/quota.ts';

/** A route table as far as it matters who uses it. */
export interface Table {
  readonly id: string;
  readonly vpc: string;
  /** Whether subnets that are associated with no table use this one. */
  readonly isMain: boolean;
  readonly subnets: readonly string[];
  readonly uses: readonly QuotaUse[];
}

function toTable(table: RouteTable): Table {
  const associations = table.Associations ?? [];
  return {
    id: table.RouteTableId ?? '',
    vpc: table.VpcId ?? '',
    isMain: associations.some(({ Main }) => Main === true),
    subnets: associations.map(({ SubnetId }) => SubnetId).filter((id) => id !== undefined),
    uses: quotaUses([table]),
  };
}

async function tablesBy(client: EC2Client, filter: Filter, subject: string): Promise<Table[]> {
  return calling('DescribeRouteTables', subject, async () => {
    const tables: Table[] = [];
    for await (const page of paginateDescribeRouteTables({ client, pageSize: 100 }, { Filters: [filter] })) {
      tables.push(...(page.RouteTables ?? []).map(toTable));
    }
    return tables;
  });
}

/** The tables that the settings name, or else those with the tag of the cluster. */
export function clusterTables(client: EC2Client, { cluster, routeTableIds }: AwsConfig): Promise<Table[]> {
  const filter =
    routeTableIds.length > 0
      ? { Name: 'route-table-id', Values: [...routeTableIds] }
      : { Name: 'tag-key', Values: [clusterTag(cluster.name)] };
  return tablesBy(client, filter, `the tables of cluster ${cluster.name}`);
}

export function tablesIn(client: EC2Client, vpcs: readonly string[]): Promise<Table[]> {
  return tablesBy(client, { Name: 'vpc-id', Values: [...vpcs] }, `the tables of ${vpcs.join(', ')}`);
}

/** The table that packets from `subnet` follow. */
export function tableOf(subnet: string, vpc: string, tables: readonly Table[]): Table | undefined {
  const mine = tables.filter((table) => table.vpc === vpc);
  return mine.find(({ subnets }) => subnets.includes(subnet)) ?? mine.find(({ isMain }) => isMain);
}
