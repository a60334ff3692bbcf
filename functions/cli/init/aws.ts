import { type EC2Client, paginateDescribeRouteTables, type RouteTable } from '@aws-sdk/client-ec2';
import { ClaimReader } from '../../../shared/aws/claims.ts';
import { readRegion } from '../../../shared/aws/config.ts';
import { calling } from '../../../shared/aws/errors.ts';
import { instancesOf } from '../../../shared/aws/instances.ts';
import { readTables } from '../../../shared/aws/routes.ts';
import { SettingsReader, type Source } from '../../../shared/reconcile/settings.ts';
import { awsClientConfig, ec2ClientFor } from '../target/aws-client.ts';
import type { FoundCluster } from './found.ts';
import { statedRanges } from './guess.ts';

const CLUSTER_TAG = 'kubernetes.io/cluster/';

function clusterNames(tables: readonly RouteTable[]): string[] {
  const keys = tables.flatMap(({ Tags = [] }) => Tags.map(({ Key = '' }) => Key));
  const names = keys.filter((key) => key.startsWith(CLUSTER_TAG)).map((key) => key.slice(CLUSTER_TAG.length));
  return [...new Set(names)].toSorted();
}

async function taggedTables(client: EC2Client): Promise<RouteTable[]> {
  return calling('DescribeRouteTables', 'the tables of all clusters', async () => {
    const tables: RouteTable[] = [];
    const filter = { Filters: [{ Name: 'tag-key', Values: [`${CLUSTER_TAG}*`] }] };
    for await (const page of paginateDescribeRouteTables({ client, pageSize: 100 }, filter)) {
      tables.push(...(page.RouteTables ?? []));
    }
    return tables;
  });
}

async function lookAt(
  client: EC2Client,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<FoundCluster> {
  const { vpc, ids, reserved } = await readTables(client, { cluster: { name, cidrs: [] }, routeTableIds: [] });
  const nodes = await new ClaimReader(client, name).read(await instancesOf(client, vpc));
  const stating = nodes.filter(({ claim }) => claim.kind === 'stated');
  const network = `${vpc}, route tables ${ids.join(' ')}`;
  return { name, network, nodes: stating.length, ranges: statedRanges(stating), reserved, settings };
}

/** The clusters of the account and region: those whose name a route table is tagged with; of them, `wanted` if given. */
export async function findAwsClusters(source: Source, wanted: string | undefined): Promise<FoundCluster[]> {
  const reader = new SettingsReader(source);
  readRegion(reader);
  reader.finish();
  const client = ec2ClientFor(source);
  const settings = awsClientConfig(source);
  const names = clusterNames(await taggedTables(client)).filter((name) => wanted === undefined || name === wanted);
  return Promise.all(names.map((name) => lookAt(client, name, settings)));
}
