import { DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import { type Ec2Api, makeEc2Api } from '../../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { ec2Cloud } from '../../../../shared/aws/cloud.ts';
import { readAwsConfig, readRegion } from '../../../../shared/aws/config.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
import { ClaimReader } from '../../../../shared/aws/pod-cidr/claim-reader.ts';
import { SettingsReader, type SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { DeploymentReader } from '../../doctor/aws/deployment/reader.ts';
import type { Io } from '../../io.ts';
import { awsClientConfig, ec2ApiFor } from '../../target/aws-client.ts';
import { assertForAcceptance, type DeployedFunction } from '../deployed.ts';
import { CLUSTER_CIDR, clusterOf } from '../names.ts';
import type { AcceptanceCloud } from '../run.ts';
import { byCommandLine, byFunction, type Upkeep } from '../upkeep.ts';
import { AWS_CHECKS, type AwsCheckId } from './checklist.ts';
import { findAwsLeftovers } from './leftovers.ts';
import { runAwsChecks, type Wanted } from './run-checks.ts';
import { tellingOfSilence } from './tell-of-silence.ts';

/** What the command line says of a run on AWS. */
export interface AwsAcceptanceOptions extends Pick<Wanted, 'launch' | 'zone' | 'watchTerminated'> {
  /** The cluster of a deployed function. */
  readonly deployed: string | undefined;
}

/** What `podroutes resync` does for the cluster of the run, which has no settings but these. */
function resyncOf(ec2: Ec2Api, run: string, region: string, io: Io, signal: AbortSignal): Upkeep {
  const config = readAwsConfig({ CLUSTER_NAME: clusterOf(run), CLUSTER_CIDR, AWS_REGION: region });
  const claims = new ClaimReader(ec2, config.cluster.name, { clock: io.runtime });
  return byCommandLine(ec2Cloud(ec2, config, claims), config.cluster, io.runtime, signal);
}

async function tablesOf({ client, call }: Ec2Api, cluster: string): Promise<string[]> {
  const Filters = [{ Name: 'tag-key', Values: [clusterTag(cluster)] }];
  const send = () => client.send(new DescribeRouteTablesCommand({ Filters }));
  const { RouteTables = [] } = await call('DescribeRouteTables', cluster, send);
  return RouteTables.map(({ RouteTableId = '' }) => RouteTableId);
}

async function countDeadLetters(reader: DeploymentReader): Promise<number> {
  const queues = await Promise.all([reader.deadLetterQueue(), reader.undeliveredQueue()]);
  return queues.reduce((sum, queue) => sum + (queue?.messageCount ?? 0), 0);
}

async function openDeployed(ec2: Ec2Api, cluster: string, settings: SettingsSource, io: Io): Promise<DeployedFunction> {
  // A new one for each look: it reads everything once.
  const newReader = () => new DeploymentReader(cluster, awsClientConfig(settings), io.requestTimeout);
  assertForAcceptance({ cluster, found: await newReader().function(), taken: await tablesOf(ec2, cluster) });
  return { cluster, deadLetters: () => countDeadLetters(newReader()) };
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
  return {
    kind: 'aws',
    region,
    instanceType: wanted.launch.type,
    isDeployed: deployed !== undefined,
    checks: AWS_CHECKS,
    location: `--region ${region}`,
    find: findAwsLeftovers(ec2),
    findAtOnce: findAwsLeftovers(ec2ApiFor(settings, io)),
    goThrough: (run, results, signal) => {
      const upkeep = deployed === undefined ? resyncOf(ec2, run, region, io, signal) : byFunction(clock, signal);
      return runAwsChecks({ ec2, clock, signal, results, upkeep }, { run, deployed, ...wanted });
    },
  };
}
