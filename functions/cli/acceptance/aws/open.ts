import { type Ec2Api, makeEc2Api } from '../../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { ec2Cloud } from '../../../../shared/aws/cloud.ts';
import { readAwsConfig, readRegion } from '../../../../shared/aws/config.ts';
import { ClaimReader } from '../../../../shared/aws/pod-cidr/claim-reader.ts';
import { SettingsReader, type SettingsSource } from '../../../../shared/reconcile/settings.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';
import { awsClientConfig, ec2ApiFor } from '../../target/aws-client.ts';
import { CLUSTER_CIDR, clusterOf } from '../names.ts';
import { notTried } from '../outcome.ts';
import type { AcceptanceCloud } from '../run.ts';
import { byCommandLine, byFunction, type Upkeep } from '../upkeep.ts';
import { AWS_CHECKS, type AwsCheckId } from './checklist.ts';
import { type DeployedOnAws, openDeployed, type OutcomeBus } from './deployed.ts';
import { findAwsLeftovers } from './leftovers.ts';
import { accountOf, type BusApi, makeBusApi } from './outcomes/bus-api.ts';
import { publisherOf } from './outcomes/publish.ts';
import { notWatching, type OutcomeWatch, watchOutcomes } from './outcomes/watch.ts';
import { runAwsChecks, sendingUntil, type Wanted } from './run-checks.ts';
import { tellingOfSilence } from './tell-of-silence.ts';

/** Where a deployment publishes by default. */
const DEFAULT_BUS = 'default';

/** What the command line says of a run on AWS. */
export interface AwsAcceptanceOptions extends Pick<Wanted, 'launch' | 'zone' | 'watchTerminated'> {
  /** The cluster of a deployed function. */
  readonly deployed: string | undefined;
}

/** A run as one account sees it. */
interface OpenedRun {
  readonly ec2: Ec2Api;
  readonly region: string;
  readonly io: Io;
  readonly run: string;
  readonly signal: AbortSignal;
}

/** What `podroutes resync` does for the cluster of the run, which has no settings but these; its outcomes are published. */
function resyncOf({ ec2, run, region, io, signal }: OpenedRun, outcomes: OutcomeWatch): Upkeep {
  const { cluster, ...config } = readAwsConfig({ CLUSTER_NAME: clusterOf(run), CLUSTER_CIDR, AWS_REGION: region });
  const claims = new ClaimReader(ec2, cluster.name, { clock: io.runtime });
  const onReport = publisherOf(outcomes, (text) => printNote(io, text), signal);
  return byCommandLine({
    cloud: ec2Cloud(ec2, { cluster, ...config }, claims),
    cluster,
    clock: io.runtime,
    signal,
    onReport,
  });
}

/** Makes what the outcomes of a run are seen by. */
function openOutcomes(bus: BusApi, { run, signal, io }: OpenedRun, deployed?: DeployedOnAws): Promise<OutcomeWatch> {
  const where: OutcomeBus = deployed?.outcomeBus ?? { kind: 'bus', bus: DEFAULT_BUS };
  if (where.kind === 'out-of-sight') return Promise.resolve(notWatching(notTried(where.why)));
  const tell = (text: string) => printNote(io, `the outcomes are not watched: ${text}`);
  const watcher = { api: sendingUntil(bus, signal), clock: io.runtime, signal, tell };
  return watchOutcomes(watcher, { run, cluster: deployed?.cluster ?? clusterOf(run), bus: where.bus });
}

/** The region of the settings, as acceptance tries and cleans it. */
export async function openAws(
  { deployed: cluster, ...wanted }: AwsAcceptanceOptions,
  settings: SettingsSource,
  io: Io,
): Promise<AcceptanceCloud<AwsCheckId>> {
  const reader = new SettingsReader(settings);
  readRegion(reader);
  reader.throwIfInvalid();
  const { runtime: clock, requestTimeout } = io;
  const ec2 = tellingOfSilence(makeEc2Api(ec2Client(awsClientConfig(settings), requestTimeout), { clock }), io);
  const region = await ec2.client.config.region();
  const deployed = cluster === undefined ? undefined : await openDeployed(ec2, cluster, settings, io);
  const busOf = ({ call }: Ec2Api) => makeBusApi(awsClientConfig(settings), requestTimeout, call);
  const bus = busOf(ec2);
  const impatient = ec2ApiFor(settings, io);
  return {
    kind: 'aws',
    region,
    instanceType: wanted.launch.type,
    isDeployed: deployed !== undefined,
    checks: AWS_CHECKS,
    location: `--region ${region}`,
    place: async () => `account ${await accountOf(bus, DEFAULT_BUS)}, ${region}`,
    find: findAwsLeftovers(ec2, bus),
    findAtOnce: findAwsLeftovers(impatient, busOf(impatient)),
    goThrough: async (run, results, signal) => {
      const opened = { ec2, region, io, run, signal };
      const outcomes = await openOutcomes(bus, opened, deployed);
      const upkeep = deployed === undefined ? resyncOf(opened, outcomes) : byFunction(clock, signal);
      return runAwsChecks({ ec2, clock, signal, results, upkeep }, { run, deployed, outcomes, ...wanted });
    },
  };
}
