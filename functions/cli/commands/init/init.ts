import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import { dirname, resolve } from 'node:path';
import { SettingsError } from '../../../../shared/reconcile/settings.ts';
import { writeNamedFile } from '../../errors/named-file.ts';
import type { DiscoveredCluster } from '../../init/discovered-cluster.ts';
import { guessClusterCidr } from '../../init/guess-cluster-cidr.ts';
import { formatSettingsFile } from '../../init/format-settings-file.ts';
import type { Io } from '../../io.ts';
import { firstFew } from '../../../../shared/reconcile/model/text/first-few.ts';
import { printNote } from '../../render/output-format.ts';
import { findSettingsFiles, isSettingsFileName, fileExists } from '../../settings/find-settings-file.ts';
import { withStatus } from '../../render/terminal/status-line.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';

export interface InitOptions {
  readonly out: string;
  readonly force?: boolean;
}

async function discoverClusters({ kind, settings }: ResolvedSettings, io: Io): Promise<DiscoveredCluster[]> {
  const clusterName = settings['CLUSTER_NAME'];
  if (kind === 'aws')
    return (await import('../../init/aws-discovery.ts')).discoverAwsClusters(settings, clusterName, io);
  return (await import('../../init/gcp-discovery.ts')).discoverGcpClusters(settings, clusterName, io);
}

/** What else could be the cluster where none is marked: on AWS any route table, by its id. */
async function noClusterError({ kind, settings }: ResolvedSettings, io: Io): Promise<SettingsError> {
  const marker =
    kind === 'aws' ? 'a route table tagged kubernetes.io/cluster/NAME' : 'an instance with the metadata key pod-cidr';
  const nothing = `no cluster was found by ${marker}; check region or project, or write the file by hand`;
  if (kind === 'gcp') return new SettingsError([nothing]);
  const tables = await (await import('../../init/aws-discovery.ts')).allTables(settings, io);
  if (tables.length === 0) return new SettingsError([nothing]);
  return new SettingsError([
    nothing,
    `tables without that tag: ${firstFew(tables)}; say which with --route-table-ids ID,... and --cluster-name NAME`,
  ]);
}

async function singleCluster(
  clusters: readonly DiscoveredCluster[],
  resolved: ResolvedSettings,
  io: Io,
): Promise<DiscoveredCluster> {
  const [cluster, another] = clusters;
  if (cluster === undefined) throw await noClusterError(resolved, io);
  if (another === undefined) return cluster;
  const list = clusters
    .map(({ name, network, nodeCount }) => `${name} (${network}; ${counted(nodeCount, 'node')})`)
    .join(', ');
  throw new SettingsError([`several clusters were found: ${list}; say which with --cluster-name`]);
}

async function assertWritable({ out, force = false }: InitOptions, io: Io): Promise<void> {
  if (!/\.(ya?ml|json)$/.test(out)) throw new SettingsError([`--out is "${out}"; it should end in .yaml or .json`]);
  const existing = await findSettingsFiles(io.cwd);
  // A second file beside the first would leave open which counts.
  const other = existing.find((name) => name !== out && isSettingsFileName(out));
  if (other !== undefined)
    throw new SettingsError([`${other} is here already; write it anew with --out ${other} --force`]);
  if (!force && (await fileExists(resolve(io.cwd, out))))
    throw new SettingsError([`${out} is here already; --force overwrites it`]);
}

/** Looks at the account and writes a settings file for the cluster that it finds. */
export async function init(options: InitOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  await assertWritable(options, io);
  const found = await withStatus(io, 'looking for clusters', () => discoverClusters(resolved, io));
  const cluster = await singleCluster(found, resolved, io);
  const given = resolved.settings['CLUSTER_CIDR'];
  const guess = guessClusterCidr(cluster.podCidrs, cluster.reserved).join(',');
  const clusterCidr = given ?? guess;
  if (clusterCidr === '') {
    throw new SettingsError([
      `no node of ${cluster.name} states a pod CIDR to guess the cluster's from; say it with --cluster-cidr`,
    ]);
  }
  const content = { cloud: resolved.kind, clusterName: cluster.name, clusterCidr, ...cluster.settings };
  const remark =
    given === undefined
      ? `guessed from the ranges of ${counted(cluster.nodeCount, 'node')}: make it the cluster's own`
      : undefined;
  const text = formatSettingsFile(options.out, content, remark);
  await writeNamedFile(io.cwd, options.out, text, 'podroutes.yaml');
  printNote(io, `wrote ${options.out} for ${cluster.name} (${cluster.network}; ${counted(cluster.nodeCount, 'node')})`);
  const { gitignoreNote } = await import('../../init/gitignore-note.ts');
  const notes = [
    remark === undefined ? undefined : `clusterCidr ${clusterCidr} is ${remark}`,
    await gitignoreNote(dirname(resolve(io.cwd, options.out))),
  ];
  for (const note of notes) if (note !== undefined) printNote(io, note);
  return 0;
}
