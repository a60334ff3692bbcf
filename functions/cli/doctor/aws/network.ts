import { clusterTag, clustersIn } from '../../../../shared/aws/names.ts';
import { groupBy } from '../../../../shared/reconcile/group.ts';
import { firstFew } from '../../render/first-few.ts';
import { label } from '../judge/routes.ts';
import { type Finding, finding } from '../model.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import type { AwsCommand } from './command.ts';
import type { Machine } from './machines.ts';
import { type Table, tableOf } from './tables.ts';

/** The cluster, and how its commands are written. */
export interface Setting {
  readonly cluster: string;
  /** From ROUTE_TABLE_IDS; empty where tables are found by their tag. */
  readonly routeTableIds: readonly string[];
  readonly place: string;
  readonly aws: AwsCommand;
  readonly podroutes: PodroutesCommand;
}

const namesOf = (machines: readonly Machine[]) => firstFew(machines.map(label));

const tagging = ({ aws, cluster }: Setting, ids: readonly string[]) =>
  aws('ec2', 'create-tags', '--resources', ...ids, '--tags', `Key=${clusterTag(cluster)},Value=shared`);

const untagging = ({ aws }: Setting, ids: readonly string[], cluster: string) =>
  aws('ec2', 'delete-tags', '--resources', ...ids, '--tags', `Key=${clusterTag(cluster)}`);

/** How a table is made one of the cluster's. */
function adopt(setting: Setting, ids: readonly string[]): string[] {
  if (setting.routeTableIds.length === 0) return [tagging(setting, ids), setting.podroutes('resync')];
  return [setting.podroutes('resync', { ROUTE_TABLE_IDS: [...setting.routeTableIds, ...ids].join(',') })];
}

/** How a table is made none of the cluster's. */
function forsake(setting: Setting, ids: readonly string[]): string {
  if (setting.routeTableIds.length === 0) return untagging(setting, ids, setting.cluster);
  const rest = setting.routeTableIds.filter((id) => !ids.includes(id));
  return setting.podroutes('plan', { ROUTE_TABLE_IDS: rest.join(',') });
}

function tablesUsedBy(machines: readonly Machine[], tables: readonly Table[]): string[] {
  const used = machines.map(({ primary, vpc }) => primary && tableOf(primary.subnet, vpc, tables)?.id);
  return [...new Set(used)].filter((id) => id !== undefined).toSorted();
}

/** No table has the tag: the tables that the cluster's instances use are the ones that should. */
export function judgeNoTable(setting: Setting, machines: readonly Machine[], tables: readonly Table[]): Finding[] {
  const { cluster, place, aws } = setting;
  const subject = clusterTag(cluster);
  const used = tablesUsedBy(machines, tables);
  if (used.length > 0) {
    const what = `no route table in ${place} carries the tag ${subject}; ${namesOf(machines)} use ${used.join(', ')}`;
    return [finding('no-cluster-table', { subject, what, mend: adopt(setting, used) })];
  }
  const what = `nothing in ${place} carries the tag ${subject}, no route table and no instance: is the region right?`;
  const query = 'RouteTables[].[RouteTableId,VpcId,Tags]';
  return [finding('no-cluster-table', { subject, what, mend: aws('ec2', 'describe-route-tables', '--query', query) })];
}

/** Tables that the settings name and that are not there. */
export function judgeAbsent(setting: Setting, tables: readonly Table[]): Finding[] {
  const { place, routeTableIds } = setting;
  const absent = routeTableIds.filter((id) => tables.every((table) => table.id !== id));
  return absent.map((id) => {
    const what = `ROUTE_TABLE_IDS names ${id}, which does not exist in ${place}`;
    const rest = routeTableIds.filter((each) => !absent.includes(each)).join(',');
    return finding('table-not-found', {
      subject: id,
      what,
      mend: setting.podroutes('plan', { ROUTE_TABLE_IDS: rest }),
    });
  });
}

/** Tables of several VPCs: the one with most instances of the cluster is taken to be the right one. */
export function judgeVpcs(setting: Setting, tables: readonly Table[], machines: readonly Machine[]): Finding[] {
  const byVpc = groupBy(tables, ({ vpc }) => vpc);
  if (byVpc.size < 2) return [];
  const weight = (vpc: string) => machines.filter((machine) => machine.vpc === vpc).length;
  const [home, ...strange] = [...byVpc.keys()].toSorted((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  const ids = strange.flatMap((vpc) => byVpc.get(vpc) ?? []).map(({ id }) => id);
  const list = [...byVpc].map(([vpc, some]) => `${some.map(({ id }) => id).join(', ')} in ${vpc}`).join('; ');
  const what = `the tables of the cluster are in ${byVpc.size} VPCs: ${list}. Most of its instances are in ${home}`;
  return [finding('tables-in-several-vpcs', { subject: ids.join(','), what, mend: forsake(setting, ids) })];
}

/** What is known of one VPC. */
export interface Vpc {
  readonly clusterTables: readonly Table[];
  readonly tables: readonly Table[];
  readonly machines: readonly Machine[];
  /** Ids of the instances that state a pod CIDR. */
  readonly nodes: ReadonlySet<string>;
}

const isUnused = ({ isMain, subnets }: Table) => !isMain && subnets.length === 0;

const associate = ({ aws }: Setting, table: string, subnet: string) =>
  aws('ec2', 'associate-route-table', '--route-table-id', table, '--subnet-id', subnet);

function judgeSubnet(setting: Setting, vpc: Vpc, subnet: string, machines: readonly Machine[]): Finding[] {
  const isNode = ({ id }: Machine) => vpc.nodes.has(id);
  const concerned = machines.filter(
    (machine) => isNode(machine) || machine.tagKeys.includes(clusterTag(setting.cluster)),
  );
  const table = tableOf(subnet, concerned[0]?.vpc ?? '', vpc.tables);
  if (table === undefined || concerned.length === 0) return [];
  if (vpc.clusterTables.some(({ id }) => id === table.id)) return [];
  const nodes = concerned.filter(isNode);
  const spare = vpc.clusterTables.find(isUnused);
  // A subnet without an association of its own can be given the table that was meant for it.
  const mend =
    spare !== undefined && !table.subnets.includes(subnet)
      ? [associate(setting, spare.id, subnet)]
      : adopt(setting, [table.id]);
  const how = table.subnets.includes(subnet) ? '' : ', the main table of its VPC';
  const what = `${subnet} with ${namesOf(nodes.length > 0 ? nodes : concerned)} uses ${table.id}${how}, which is no table of the cluster`;
  return [
    finding(nodes.length > 0 ? 'subnet-uses-other-table' : 'subnet-without-pod-routes', {
      subject: subnet,
      what,
      mend,
    }),
  ];
}

/** Subnets of the cluster's instances that follow a table without pod routes. */
export function judgeSubnets(setting: Setting, vpc: Vpc): Finding[] {
  const bySubnet = groupBy(vpc.machines, ({ primary }) => primary?.subnet ?? '');
  return [...bySubnet].flatMap(([subnet, machines]) => judgeSubnet(setting, vpc, subnet, machines));
}

/** Tables of the cluster that no packet follows. */
export function judgeUnused(setting: Setting, vpc: Vpc): Finding[] {
  const ours = (table: Table | undefined) => vpc.clusterTables.some(({ id }) => id === table?.id);
  const [subnet] = vpc.machines
    .flatMap((machine) => (machine.primary !== undefined && vpc.nodes.has(machine.id) ? [machine.primary.subnet] : []))
    .filter((each) => vpc.tables.every(({ subnets }) => !subnets.includes(each)))
    .filter((each) => !ours(tableOf(each, vpc.clusterTables[0]?.vpc ?? '', vpc.tables)));
  return vpc.clusterTables.filter(isUnused).map(({ id }) => {
    const what = `${id} is neither a main table nor associated with a subnet`;
    const mend = subnet === undefined ? forsake(setting, [id]) : associate(setting, id, subnet);
    return finding('table-unused', { subject: id, what, mend });
  });
}

/** Instances that carry the tags of several clusters, this one's among them. */
export function judgeTags(setting: Setting, machines: readonly Machine[]): Finding[] {
  return machines.flatMap((machine) => {
    const clusters = clustersIn(machine.tagKeys);
    const others = clusters.filter((name) => name !== setting.cluster);
    if (others.length === 0 || others.length === clusters.length) return [];
    const what = `${label(machine)} carries the tags of ${clusters.length} clusters: ${clusters.join(', ')}`;
    const mend = others.map((other) => untagging(setting, [machine.id], other));
    return [finding('instance-of-two-clusters', { subject: machine.id, what, mend })];
  });
}
