import { clusterTag, clustersIn } from '../../../../shared/aws/names.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { firstFew } from '../../../../shared/reconcile/model/text/first-few.ts';
import { nodeLabel } from '../analyze/routes.ts';
import { type Finding, finding } from '../finding.ts';
import type { ResyncCommands } from '../advice/resync.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import type { AwsCommand } from './cli-command.ts';
import type { InstanceFacts } from './instances.ts';
import { type RouteTableFacts, effectiveTable } from './resources.ts';

/** The cluster, and how its commands are written. */
export interface NetworkContext {
  readonly cluster: string;
  /** From ROUTE_TABLE_IDS; empty where tables are found by their tag. */
  readonly routeTableIds: readonly string[];
  readonly location: string;
  readonly aws: AwsCommand;
  readonly podroutes: PodroutesCommand;
  readonly resync: ResyncCommands;
}

export const instancesOf = (instances: readonly InstanceFacts[]) => firstFew(instances.map(nodeLabel));

const tagCommand = ({ aws, cluster }: NetworkContext, ids: readonly string[]) =>
  aws('ec2', 'create-tags', '--resources', ...ids, '--tags', `Key=${clusterTag(cluster)},Value=shared`);

const untagCommand = ({ aws }: NetworkContext, ids: readonly string[], cluster: string) =>
  aws('ec2', 'delete-tags', '--resources', ...ids, '--tags', `Key=${clusterTag(cluster)}`);

/** Commands that make tables the cluster's. */
export function addToCluster(context: NetworkContext, ids: readonly string[]): string[] {
  if (context.routeTableIds.length === 0) return [tagCommand(context, ids), ...context.resync()];
  return context.resync({ ROUTE_TABLE_IDS: [...context.routeTableIds, ...ids].join(',') });
}

/** The command after which the tables are no longer the cluster's. */
export function removeFromCluster(context: NetworkContext, ids: readonly string[]): string {
  if (context.routeTableIds.length === 0) return untagCommand(context, ids, context.cluster);
  const rest = context.routeTableIds.filter((id) => !ids.includes(id));
  return context.podroutes('plan', { ROUTE_TABLE_IDS: rest.join(',') });
}

function tablesUsedBy(instances: readonly InstanceFacts[], tables: readonly RouteTableFacts[]): string[] {
  const used = instances.map(({ primary, vpc }) => primary && effectiveTable(primary.subnet, vpc, tables)?.id);
  return [...new Set(used)].filter((id) => id !== undefined).toSorted();
}

/** No table has the tag: the tables that the cluster's instances use are the ones that should. */
export function analyzeMissingTables(
  context: NetworkContext,
  instances: readonly InstanceFacts[],
  tables: readonly RouteTableFacts[],
): Finding[] {
  const { cluster, location, aws } = context;
  const subject = clusterTag(cluster);
  const used = tablesUsedBy(instances, tables);
  if (used.length > 0) {
    const what = `no route table in ${location} carries the tag ${subject}; ${instancesOf(instances)} use ${used.join(', ')}`;
    return [finding('no-cluster-table', { subject, what, mend: addToCluster(context, used) })];
  }
  const what = `nothing in ${location} carries the tag ${subject}, no route table and no instance: is the region right?`;
  const query = 'RouteTables[].[RouteTableId,VpcId,Tags]';
  return [finding('no-cluster-table', { subject, what, mend: aws('ec2', 'describe-route-tables', '--query', query) })];
}

/** Tables of ROUTE_TABLE_IDS that do not exist. */
export function analyzeUnknownTables(context: NetworkContext, tables: readonly RouteTableFacts[]): Finding[] {
  const { location, routeTableIds } = context;
  const notFound = routeTableIds.filter((id) => tables.every((table) => table.id !== id));
  return notFound.map((id) => {
    const what = `ROUTE_TABLE_IDS names ${id}, which does not exist in ${location}`;
    const rest = routeTableIds.filter((each) => !notFound.includes(each)).join(',');
    const mend = context.podroutes('plan', { ROUTE_TABLE_IDS: rest });
    return finding('table-not-found', { subject: id, what, mend });
  });
}

/** Tables of several VPCs: the one with most instances of the cluster is taken to be the right one. */
export function analyzeVpcs(
  context: NetworkContext,
  tables: readonly RouteTableFacts[],
  instances: readonly InstanceFacts[],
): Finding[] {
  const byVpc = groupBy(tables, ({ vpc }) => vpc);
  if (byVpc.size < 2) return [];
  const instanceCount = (vpc: string) => instances.filter((instance) => instance.vpc === vpc).length;
  const [home, ...otherVpcs] = [...byVpc.keys()].toSorted(
    (a, b) => instanceCount(b) - instanceCount(a) || (a < b ? -1 : 1),
  );
  const ids = otherVpcs.flatMap((vpc) => byVpc.get(vpc) ?? []).map(({ id }) => id);
  const list = [...byVpc].map(([vpc, some]) => `${some.map(({ id }) => id).join(', ')} in ${vpc}`).join('; ');
  const all = `the tables of the cluster are in ${byVpc.size} VPCs: ${list}`;
  const subject = ids.join(',');
  if (home === undefined || instanceCount(home) === instanceCount(otherVpcs[0] ?? '')) {
    const tables = ['--route-table-ids', ...[...byVpc.values()].flat().map(({ id }) => id)];
    const mend = context.aws('ec2', 'describe-route-tables', ...tables);
    return [finding('tables-in-several-vpcs', { subject, what: `${all}, and none has most of its instances`, mend })];
  }
  const what = `${all}. Most of its instances are in ${home}`;
  return [finding('tables-in-several-vpcs', { subject, what, mend: removeFromCluster(context, ids) })];
}

/** Instances that carry the tags of several clusters, this one's among them. */
export function analyzeTags(context: NetworkContext, instances: readonly InstanceFacts[]): Finding[] {
  return instances.flatMap((instance) => {
    const clusters = clustersIn(instance.tagKeys);
    const others = clusters.filter((name) => name !== context.cluster);
    if (others.length === 0 || others.length === clusters.length) return [];
    const what = `${nodeLabel(instance)} carries the tags of ${clusters.length} clusters: ${clusters.join(', ')}`;
    const mend = others.map((other) => untagCommand(context, [instance.id], other));
    return [finding('instance-of-two-clusters', { subject: instance.id, what, mend })];
  });
}
