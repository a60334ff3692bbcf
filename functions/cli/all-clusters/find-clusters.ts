import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { SettingsError, type SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { DiscoveredCluster } from '../init/discovered-cluster.ts';
import { guessClusterCidr } from '../init/guess-cluster-cidr.ts';
import type { Io } from '../io.ts';
import { printNote } from '../render/output-format.ts';
import { withStatus } from '../render/terminal/status-line.ts';
import type { ResolvedSettings } from '../settings/resolve-settings.ts';

/** What an account tells of its clusters. */
export interface ClusterFinder {
  readonly names: () => Promise<readonly string[]>;
  /** The settings of the function that is deployed for a cluster; undefined where there is none. */
  readonly deployedSettings: (name: string) => Promise<SettingsSource | undefined>;
  readonly discover: (name: string) => Promise<readonly DiscoveredCluster[]>;
}

/** What one cluster has of its own. */
const OWN_SETTINGS = new Set(['CLUSTER_NAME', 'CLUSTER_CIDR', 'ROUTE_TABLE_IDS', 'NETWORK']);

async function openFinder({ kind, settings }: ResolvedSettings, io: Io): Promise<ClusterFinder> {
  if (kind === 'aws') return (await import('./aws.ts')).awsClusterFinder(settings, io);
  return (await import('./gcp.ts')).gcpClusterFinder(settings, io);
}

/** What may not be read is guessed: it is a look, and nothing is written by it. */
async function deployedIfReadable(finder: ClusterFinder, name: string): Promise<SettingsSource> {
  try {
    return (await finder.deployedSettings(name)) ?? {};
  } catch (error) {
    if (error instanceof CloudError) return {};
    throw error;
  }
}

async function settingsOf(finder: ClusterFinder, name: string, io: Io): Promise<SettingsSource> {
  const deployed = await deployedIfReadable(finder, name);
  if (deployed['CLUSTER_CIDR'] !== undefined) return { ...deployed, CLUSTER_NAME: name };
  const [found] = await finder.discover(name);
  const guess = found === undefined ? [] : guessClusterCidr(found.podCidrs, found.reserved);
  if (guess.length === 0)
    throw new SettingsError([
      `no function and no node of ${name} tells the cluster's ranges; ask for it alone, with --cluster-name and --cluster-cidr`,
    ]);
  printNote(io, `the ranges of ${name}, ${guess.join(',')}, are guessed from those of its nodes`);
  return { CLUSTER_NAME: name, CLUSTER_CIDR: guess.join(',') };
}

export interface FoundCluster {
  readonly name: string;
  /** Throws SettingsError where its ranges are not known. */
  readonly resolve: () => Promise<ResolvedSettings>;
}

/** The clusters of the account and region, or of the project, each with settings of its own. Throws SettingsError when there is none. */
export async function findClusters(resolved: ResolvedSettings, io: Io): Promise<FoundCluster[]> {
  const common = Object.fromEntries(Object.entries(resolved.settings).filter(([name]) => !OWN_SETTINGS.has(name)));
  const shared: ResolvedSettings = { kind: resolved.kind, settings: common };
  const finder = await openFinder(shared, io);
  const names = await withStatus(io, 'looking for clusters', finder.names);
  if (names.length === 0) throw new SettingsError(['no cluster was found here; check region or project']);
  return names.map((name) => ({
    name,
    resolve: async () => ({ ...shared, settings: { ...common, ...(await settingsOf(finder, name, io)) } }),
  }));
}
