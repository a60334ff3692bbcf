import {
  type EC2Client,
  type Filter,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeRouteTables,
  type RouteTable,
  type Tag,
} from '@aws-sdk/client-ec2';
import { calling } from '../../../../shared/aws/errors.ts';
import type { AwsConfig } from '../../../../shared/aws/config.ts';
import { isPrimary } from '../../../../shared/aws/instances.ts';
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

interface Interface {
  readonly id: string;
  readonly subnet: string;
  readonly groups: readonly string[];
}

/** An instance that is not gone, as far as its place in the network goes. */
export interface Machine {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly tagKeys: readonly string[];
  /** The interface at device index 0, by which routes reach it. */
  readonly primary: Interface | undefined;
}

const keysOf = (tags: readonly Tag[] = []) => tags.map(({ Key = '' }) => Key);

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

function toMachine(instance: Instance): Machine[] {
  if (instance.State?.Name === 'terminated' || instance.State?.Name === 'shutting-down') return [];
  const id = instance.InstanceId ?? '';
  const first = instance.NetworkInterfaces?.find(isPrimary);
  const primary = first && {
    id: first.NetworkInterfaceId ?? '',
    subnet: first.SubnetId ?? '',
    groups: (first.Groups ?? []).map(({ GroupId = '' }) => GroupId),
  };
  const name = instance.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? id;
  return [{ id, name, vpc: instance.VpcId ?? '', tagKeys: keysOf(instance.Tags), primary }];
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

async function machinesBy(client: EC2Client, filter: Filter, subject: string): Promise<Machine[]> {
  return calling('DescribeInstances', subject, async () => {
    const machines: Machine[] = [];
    for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, { Filters: [filter] })) {
      for (const { Instances = [] } of page.Reservations ?? []) machines.push(...Instances.flatMap(toMachine));
    }
    return machines;
  });
}

export function machinesIn(client: EC2Client, vpcs: readonly string[]): Promise<Machine[]> {
  return machinesBy(client, { Name: 'vpc-id', Values: [...vpcs] }, `the instances of ${vpcs.join(', ')}`);
}

/** Instances with the tag of the cluster, in whatever VPC. */
export function machinesOf(client: EC2Client, cluster: string): Promise<Machine[]> {
  return machinesBy(client, { Name: 'tag-key', Values: [clusterTag(cluster)] }, `the instances of cluster ${cluster}`);
}

/** The table that packets from `subnet` follow. */
export function tableOf(subnet: string, vpc: string, tables: readonly Table[]): Table | undefined {
  const mine = tables.filter((table) => table.vpc === vpc);
  return mine.find(({ subnets }) => subnets.includes(subnet)) ?? mine.find(({ isMain }) => isMain);
}
