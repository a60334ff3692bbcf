import { clusterTag } from '../../../../shared/aws/names.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Finding, finding } from '../finding.ts';
import type { InstanceFacts } from './instances.ts';
import { addToCluster, instancesOf, type NetworkContext, removeFromCluster } from './network.ts';
import { effectiveTable, type RouteTableFacts } from './resources.ts';

export interface Vpc {
  readonly clusterTables: readonly RouteTableFacts[];
  readonly tables: readonly RouteTableFacts[];
  readonly instances: readonly InstanceFacts[];
  /** Ids of the instances that state a pod CIDR. */
  readonly nodes: ReadonlySet<string>;
}

/** A subnet whose instances of the cluster follow a table that is not the cluster's. */
interface StraySubnet {
  readonly subnet: string;
  readonly table: RouteTableFacts;
  readonly instances: readonly InstanceFacts[];
  /** An unused table of the cluster that can take the place of `table`. */
  readonly replacement: RouteTableFacts | undefined;
}

const isUnused = ({ isMain, subnets }: RouteTableFacts) => !isMain && subnets.length === 0;

/** A subnet without an association of its own can be given a table that loses it none of the routes that it has. */
function replacementFor(subnet: string, table: RouteTableFacts, { clusterTables }: Vpc): RouteTableFacts | undefined {
  if (table.subnets.includes(subnet)) return undefined;
  return clusterTables.filter(isUnused).find(({ routes }) => table.routes.every((route) => routes.includes(route)));
}

function straySubnets({ cluster }: NetworkContext, vpc: Vpc): StraySubnet[] {
  const isMember = ({ id, tagKeys }: InstanceFacts) => vpc.nodes.has(id) || tagKeys.includes(clusterTag(cluster));
  const bySubnet = groupBy(vpc.instances.filter(isMember), ({ primary }) => primary?.subnet ?? '');
  return [...bySubnet].flatMap(([subnet, instances]) => {
    const table = effectiveTable(subnet, instances[0]?.vpc ?? '', vpc.tables);
    if (table === undefined || vpc.clusterTables.some(({ id }) => id === table.id)) return [];
    return [{ subnet, table, instances, replacement: replacementFor(subnet, table, vpc) }];
  });
}

const associateCommand = ({ aws }: NetworkContext, table: string, subnet: string) =>
  aws('ec2', 'associate-route-table', '--route-table-id', table, '--subnet-id', subnet);

/** The tables that become the cluster's when all is done as it is said. */
const tablesToAdd = (strays: readonly StraySubnet[]) => [
  ...new Set(strays.filter(({ replacement }) => replacement === undefined).map(({ table }) => table.id)),
];

/** Subnets of the cluster's instances that use a table without pod routes. */
export function analyzeSubnets(context: NetworkContext, vpc: Vpc): Finding[] {
  const strays = straySubnets(context, vpc);
  // ROUTE_TABLE_IDS is one setting, so it has to name all; tags are one for each table.
  const added = tablesToAdd(strays);
  return strays.map(({ subnet, table, instances, replacement }) => {
    const nodes = instances.filter(({ id }) => vpc.nodes.has(id));
    const ids = context.routeTableIds.length === 0 ? [table.id] : added;
    const mend =
      replacement === undefined ? addToCluster(context, ids) : [associateCommand(context, replacement.id, subnet)];
    const isMainText = table.subnets.includes(subnet) ? '' : ', the main table of its VPC';
    const names = instancesOf(nodes.length > 0 ? nodes : instances);
    const what = `${subnet} with ${names} uses ${table.id}${isMainText}, which is no table of the cluster`;
    const id = nodes.length > 0 ? 'subnet-uses-other-table' : 'subnet-without-pod-routes';
    return finding(id, { subject: subnet, what, mend });
  });
}

/** Tables of the cluster that no subnet uses: those that a subnet will be given stay, as does the last one. */
export function analyzeUnusedTables(context: NetworkContext, vpc: Vpc): Finding[] {
  const strays = straySubnets(context, vpc);
  const subnetFor = (id: string) => strays.find(({ replacement }) => replacement?.id === id)?.subnet;
  const unused = vpc.clusterTables.filter(isUnused);
  const removed = unused.filter(({ id }) => subnetFor(id) === undefined).map(({ id }) => id);
  const isAnyLeft = removed.length < vpc.clusterTables.length || tablesToAdd(strays).length > 0;
  return unused.map(({ id }) => {
    const what = `${id} is neither a main table nor associated with a subnet`;
    const subnet = subnetFor(id);
    const removal = () => removeFromCluster(context, context.routeTableIds.length === 0 ? [id] : removed);
    const show = () => context.aws('ec2', 'describe-route-tables', '--route-table-ids', id);
    const mend = subnet !== undefined ? associateCommand(context, id, subnet) : isAnyLeft ? removal() : show();
    return finding('table-unused', { subject: id, what, mend });
  });
}
