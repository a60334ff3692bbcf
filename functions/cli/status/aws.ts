import { readAwsConfig } from '../../../shared/aws/config.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { makeAwsCommand } from '../doctor/aws/cli-command.ts';
import { findTriggers } from '../doctor/aws/deployment/checks.ts';
import { DeploymentReader } from '../doctor/aws/deployment/reader.ts';
import { HEALTHY_STATES } from '../doctor/aws/deployment/analyze.ts';
import { awsClientConfig } from '../target/aws-client.ts';
import type { TargetIo } from '../target/target.ts';
import { lastResyncOnAws } from './aws-last-resync.ts';
import { type DeploymentStatus, type FunctionStatus, parseTime, reading } from './deployment-status.ts';

async function functionStatus(reader: DeploymentReader): Promise<FunctionStatus | undefined> {
  const [found, concurrency] = await Promise.all([reader.function(), reader.reservedConcurrency()]);
  if (found === undefined) return undefined;
  const isOff = concurrency === 0;
  return {
    name: found.name,
    state: isOff ? 'switched off' : found.state,
    isHealthy: !isOff && HEALTHY_STATES.includes(found.state),
    changedAt: parseTime(found.changedAt),
  };
}

async function triggerFaults(reader: DeploymentReader, settings: SettingsSource): Promise<string[] | undefined> {
  if ((await reader.function()) === undefined) return undefined;
  const aws = makeAwsCommand(settings);
  return (await findTriggers(reader, { stack: reader.stack, settings, aws })).map(({ what }) => what);
}

export async function awsDeploymentStatus(settings: SettingsSource, io: TargetIo): Promise<DeploymentStatus> {
  const { cluster } = readAwsConfig(settings);
  const reader = new DeploymentReader(cluster.name, awsClientConfig(settings), io.requestTimeout);
  const [found, triggers, deadLetters, lastResync] = await Promise.all([
    reading(() => functionStatus(reader)),
    reading(() => triggerFaults(reader, settings)),
    reading(async () => {
      const queues = await Promise.all([reader.deadLetterQueue(), reader.undeliveredQueue()]);
      return queues.reduce((sum, queue) => sum + (queue?.messageCount ?? 0), 0);
    }),
    reading(async () => ((await reader.function()) === undefined ? undefined : lastResyncOnAws(settings, io))),
  ]);
  return { function: found, triggers, deadLetters, lastResync };
}
