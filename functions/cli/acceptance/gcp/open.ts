import { computeClients } from '../../../../shared/gcp/api/client.ts';
import { DEFAULT_RETRY_POLICY } from '../../../../shared/gcp/api/retry-policy.ts';
import { computeCloud } from '../../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../../shared/gcp/config.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { DeploymentReader } from '../../doctor/gcp/deployment/reader.ts';
import { RestClient } from '../../doctor/gcp/rest-client.ts';
import type { Io } from '../../io.ts';
import { assertForAcceptance } from '../deployed.ts';
import type { GcpType } from '../cost.ts';
import { CLUSTER_CIDR, clusterOf } from '../names.ts';
import type { AcceptanceCloud } from '../run.ts';
import { byCommandLine, byFunction, type Upkeep } from '../upkeep.ts';
import { GCP_CHECKS, type GcpCheckId } from './checklist.ts';
import type { Compute } from './compute.ts';
import { findGcpLeftovers, networksNamed } from './leftovers.ts';
import { type DeployedOnGcp, runGcpChecks } from './run-checks.ts';
import { DEFAULT_IMAGE, regionOf } from './sandbox.ts';

/** What the command line says of a run on GCP. */
export interface GcpAcceptanceOptions {
  readonly type: GcpType;
  readonly image: string | undefined;
  readonly zone: string;
  /** The cluster of a deployed function. */
  readonly deployed: string | undefined;
}

/** Compute Engine answers a wait after two minutes. */
const REQUEST_TIMEOUT = 125_000;

/** The settings of a cluster of acceptance: of those that were given only the project counts. */
function configOf(settings: SettingsSource, cluster: string) {
  const { GOOGLE_CLOUD_PROJECT, COMPUTE_API_ENDPOINT } = settings;
  return readGcpConfig({ GOOGLE_CLOUD_PROJECT, COMPUTE_API_ENDPOINT, CLUSTER_NAME: cluster, CLUSTER_CIDR });
}

/** What `podroutes resync` does for the cluster of the run. */
function resyncOf(settings: SettingsSource, run: string, { runtime: clock }: Io, signal: AbortSignal): Upkeep {
  const config = configOf(settings, clusterOf(run));
  const cloud = computeCloud(computeClients(config), config, { clock });
  return byCommandLine({ cloud, cluster: config.cluster, clock, signal });
}

async function openDeployed(compute: Compute, cluster: string, settings: SettingsSource): Promise<DeployedOnGcp> {
  const reader = new DeploymentReader(compute.rest, configOf(settings, cluster));
  const found = await reader.function();
  const network = found?.settings['NETWORK'] ?? cluster;
  assertForAcceptance({ cluster, found, taken: await networksNamed(compute, network) });
  return { cluster, network, deadLetters: () => reader.deadLetterCount() };
}

/** The project of the settings, as acceptance tries and cleans it. */
export async function openGcp(
  { type, image = DEFAULT_IMAGE, zone, deployed: cluster }: GcpAcceptanceOptions,
  settings: SettingsSource,
  io: Io,
): Promise<AcceptanceCloud<GcpCheckId>> {
  // Any name will do: what is read of it is the project.
  const config = configOf(settings, clusterOf('any'));
  const { runtime: clock } = io;
  const rest = new RestClient(
    config,
    { runtime: clock, requestTimeout: io.requestTimeout ?? REQUEST_TIMEOUT },
    DEFAULT_RETRY_POLICY,
  );
  const compute: Compute = { rest, project: config.project, clock };
  const impatient: Compute = { ...compute, rest: new RestClient(config, io) };
  const deployed = cluster === undefined ? undefined : await openDeployed(impatient, cluster, settings);
  return {
    kind: 'gcp',
    region: regionOf(zone),
    instanceType: type,
    isDeployed: deployed !== undefined,
    checks: GCP_CHECKS,
    location: `--cloud gcp --project ${config.project}`,
    place: () => Promise.resolve(`project ${config.project}`),
    find: findGcpLeftovers(compute),
    findAtOnce: findGcpLeftovers(impatient),
    goThrough: (run, results, signal) => {
      const upkeep = deployed === undefined ? resyncOf(settings, run, io, signal) : byFunction(clock, signal);
      const trial = { compute: { ...compute, signal }, clock, signal, results, upkeep };
      return runGcpChecks(trial, { run, zone, deployed, launch: { type, image } });
    },
  };
}
