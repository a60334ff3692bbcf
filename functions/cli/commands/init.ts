import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SettingsError } from '../../../shared/reconcile/errors.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import type { FoundCluster } from '../init/found.ts';
import { guessClusterCidr } from '../init/guess.ts';
import { settingsFileText } from '../init/settings-file.ts';
import type { Io } from '../io.ts';
import { findSettingsFiles, isSettingsFile, isThere } from '../settings/file.ts';
import type { Resolved } from '../settings/resolve.ts';

export interface InitOptions {
  readonly out: string;
  readonly force?: boolean;
}

async function findClusters({ kind, settings }: Resolved, runtime: Runtime): Promise<FoundCluster[]> {
  const wanted = settings['CLUSTER_NAME'];
  if (kind === 'aws') return (await import('../init/aws.ts')).findAwsClusters(settings, wanted, runtime);
  return (await import('../init/gcp.ts')).findGcpClusters(settings, wanted);
}

function theOnly(found: readonly FoundCluster[], { kind }: Resolved): FoundCluster {
  const [cluster, another] = found;
  if (cluster === undefined) {
    const sign =
      kind === 'aws' ? 'a route table tagged kubernetes.io/cluster/NAME' : 'an instance with the metadata key pod-cidr';
    throw new SettingsError([`no cluster was found by ${sign}; check region or project, or write the file by hand`]);
  }
  if (another === undefined) return cluster;
  const list = found.map(({ name, network, nodes }) => `${name} (${network}; ${nodes} nodes)`).join(', ');
  throw new SettingsError([`several clusters were found: ${list}; say which with --cluster-name`]);
}

async function assertFree({ out, force = false }: InitOptions, io: Io): Promise<void> {
  if (!/\.(ya?ml|json)$/.test(out)) throw new SettingsError([`--out is "${out}"; it should end in .yaml or .json`]);
  const present = await findSettingsFiles(io.folder);
  // A second file beside the first would leave open which counts.
  const other = present.find((name) => name !== out && isSettingsFile(out));
  if (other !== undefined)
    throw new SettingsError([`${other} is here already; write it anew with --out ${other} --force`]);
  if (!force && (await isThere(resolve(io.folder, out))))
    throw new SettingsError([`${out} is here already; --force overwrites it`]);
}

/** Looks at the account and writes a settings file for the cluster that it finds. */
export async function init(options: InitOptions, resolved: Resolved, io: Io): Promise<number> {
  await assertFree(options, io);
  const cluster = theOnly(await findClusters(resolved, io.runtime), resolved);
  const given = resolved.settings['CLUSTER_CIDR'];
  const guess = guessClusterCidr(cluster.ranges, cluster.reserved).join(',');
  const clusterCidr = given ?? guess;
  if (clusterCidr === '') {
    throw new SettingsError([
      `no node of ${cluster.name} states a pod CIDR to guess the cluster's from; say it with --cluster-cidr`,
    ]);
  }
  const content = { cloud: resolved.kind, clusterName: cluster.name, clusterCidr, ...cluster.settings };
  const remark =
    given === undefined ? `guessed from the ranges of ${cluster.nodes} nodes: make it the cluster's own` : undefined;
  await writeFile(resolve(io.folder, options.out), settingsFileText(options.out, content, remark));
  io.stderr.write(`podroutes: wrote ${options.out} for ${cluster.name} (${cluster.network}; ${cluster.nodes} nodes)\n`);
  if (remark !== undefined) io.stderr.write(`podroutes: clusterCidr ${clusterCidr} is ${remark}\n`);
  return 0;
}
