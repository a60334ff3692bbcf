import { DescribeRouteTablesCommand, type RouteTable } from '@aws-sdk/client-ec2';
import { ClaimReader } from '../../../shared/aws/claims.ts';
import type { Ec2 } from '../../../shared/aws/client.ts';
import { readRegion } from '../../../shared/aws/config.ts';
import { instancesOf } from '../../../shared/aws/instances.ts';
import { clustersIn, clusterTag } from '../../../shared/aws/names.ts';
import { allPages } from '../../../shared/aws/pages.ts';
import { readTables } from '../../../shared/aws/routes.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import { SettingsReader, type Source } from '../../../shared/reconcile/settings.ts';
import { awsClientConfig, ec2For } from '../target/aws-client.ts';
import type { FoundCluster } from './found.ts';
import { statedRanges } from './guess.ts';

function clusterNames(tables: readonly RouteTable[]): string[] {
  const keys = tables.flatMap(({ Tags = [] }) => Tags.map(({ Key = '' }) => Key));
  return [...new Set(clustersIn(keys))].toSorted();
}

async function taggedTables({ client, call }: Ec2): Promise<RouteTable[]> {
  const [action, subject] = ['DescribeRouteTables', 'the tables of all clusters'] as const;
  const pages = await allPages(action, subject, (token) => {
    const input = { Filters: [{ Name: 'tag-key', Values: [clusterTag('*')] }], MaxResults: 100, ...token };
    const send = () => client.send(new DescribeRouteTablesCommand(input));
    return call(action, subject, send);
  });
  return pages.flatMap((page) => page.RouteTables ?? []);
}

async function lookAt(ec2: Ec2, name: string, settings: Readonly<Record<string, string>>): Promise<FoundCluster> {
  const { vpc, ids, reserved } = await readTables(ec2, { cluster: { name, cidrs: [] }, routeTableIds: [] });
  const instances = await new ClaimReader(ec2, name).read(await instancesOf(ec2, vpc));
  const stating = instances.filter(({ claim }) => claim.kind === 'stated');
  const network = `${vpc}, route tables ${ids.join(' ')}`;
  return { name, network, nodes: stating.length, ranges: statedRanges(stating), reserved, settings };
}

/** The clusters of the account and region: those whose name a route table is tagged with; of them, `wanted` if given. */
export async function findAwsClusters(
  source: Source,
  wanted: string | undefined,
  runtime: Runtime,
): Promise<FoundCluster[]> {
  const reader = new SettingsReader(source);
  readRegion(reader);
  reader.finish();
  const ec2 = ec2For(source, runtime);
  const settings = awsClientConfig(source);
  const names = clusterNames(await taggedTables(ec2)).filter((name) => wanted === undefined || name === wanted);
  return Promise.all(names.map((name) => lookAt(ec2, name, settings)));
}
