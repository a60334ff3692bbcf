import { DescribeRouteTablesCommand, type Filter, type RouteTable } from '@aws-sdk/client-ec2';
import type { ClaimStore } from '../../../shared/aws/pod-cidr/claim-cache.ts';
import { ClaimReader } from '../../../shared/aws/pod-cidr/claim-reader.ts';
import type { Ec2Api } from '../../../shared/aws/api/api.ts';
import { readRegion } from '../../../shared/aws/config.ts';
import { instancesInVpc } from '../../../shared/aws/instances.ts';
import { clustersIn, clusterTag } from '../../../shared/aws/names.ts';
import { allPages } from '../../../shared/aws/api/paging.ts';
import { readClusterTables } from '../../../shared/aws/routes/route-reads.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { SettingsError, SettingsReader, type SettingsSource } from '../../../shared/reconcile/settings.ts';
import { awsClientConfig, claimStoreFor, ec2ApiFor } from '../target/aws-client.ts';
import type { TargetIo } from '../target/target.ts';
import type { DiscoveredCluster } from './discovered-cluster.ts';
import { statedPodCidrs } from './guess-cluster-cidr.ts';

/** A cluster whose tables are listed, or found by the tag of its name. */
interface Wanted {
  readonly name: string;
  readonly routeTableIds: readonly string[];
}

function clusterNames(tables: readonly RouteTable[]): string[] {
  const keys = tables.flatMap(({ Tags = [] }) => Tags.map(({ Key = '' }) => Key));
  return [...new Set(clustersIn(keys))].toSorted();
}

async function describeTables({ client, call }: Ec2Api, Filters: Filter[]): Promise<RouteTable[]> {
  const [action, subject] = ['DescribeRouteTables', 'the tables of all clusters'] as const;
  const pages = await allPages(action, subject, (token) => {
    const input = { Filters, MaxResults: 100, ...token };
    const send = () => client.send(new DescribeRouteTablesCommand(input));
    return call(action, subject, send);
  });
  return pages.flatMap((page) => page.RouteTables ?? []);
}

const taggedTables = (ec2: Ec2Api) => describeTables(ec2, [{ Name: 'tag-key', Values: [clusterTag('*')] }]);

/** The tables of the account and region, which no cluster's tag marks where no cluster is found; for people to choose from. */
export async function allTables(source: SettingsSource, io: TargetIo): Promise<string[]> {
  const tables = await describeTables(ec2ApiFor(source, io), []);
  return tables.map(({ RouteTableId: id = '', VpcId: vpc = '' }) => `${id} of ${vpc}`).toSorted();
}

async function readCluster(
  ec2: Ec2Api,
  { name, routeTableIds }: Wanted,
  settings: Readonly<Record<string, string>>,
  store: ClaimStore | undefined,
): Promise<DiscoveredCluster> {
  const { vpcId, ids, reserved } = await readClusterTables(ec2, { cluster: { name, cidrs: [] }, routeTableIds });
  const instances = await new ClaimReader(ec2, name, { store }).read(await instancesInVpc(ec2, vpcId));
  const [unread] = instances.flatMap(({ claim }) => (claim.kind === 'unreadable' && claim.retryable ? [claim] : []));
  // A guess from some of the nodes would leave the ranges of the others out.
  if (unread !== undefined)
    throw new CloudError('transient', 'UserDataUnread', `${unread.reason}; nothing was written`);
  const nodes = instances.filter(({ claim }) => claim.kind === 'stated');
  const network = `${vpcId}, route tables ${ids.join(' ')}`;
  return { name, network, nodeCount: nodes.length, podCidrs: statedPodCidrs(nodes), reserved, settings };
}

/** The names of the clusters of the account and region. */
export async function awsClusterNames(source: SettingsSource, io: TargetIo): Promise<string[]> {
  const reader = new SettingsReader(source);
  readRegion(reader);
  reader.throwIfInvalid();
  return clusterNames(await taggedTables(ec2ApiFor(source, io)));
}

/** The cluster whose tables ROUTE_TABLE_IDS lists, or those whose name a route table is tagged with; of them, `clusterName` if given. */
export async function discoverAwsClusters(
  source: SettingsSource,
  clusterName: string | undefined,
  io: TargetIo,
): Promise<DiscoveredCluster[]> {
  const ec2 = ec2ApiFor(source, io);
  const config = awsClientConfig(source);
  const read = (wanted: Wanted) => readCluster(ec2, wanted, config, claimStoreFor(source, io));
  const routeTableIds = source['ROUTE_TABLE_IDS'];
  if (routeTableIds !== undefined) {
    if (clusterName === undefined) throw new SettingsError(['--route-table-ids says no name; add --cluster-name NAME']);
    const cluster = await read({ name: clusterName, routeTableIds: routeTableIds.split(',').map((id) => id.trim()) });
    return [{ ...cluster, settings: { ...cluster.settings, routeTableIds } }];
  }
  const all = await awsClusterNames(source, io);
  const names = all.filter((name) => clusterName === undefined || name === clusterName);
  return Promise.all(names.map((name) => read({ name, routeTableIds: [] })));
}
