import { readGcpConfig } from '../../../shared/gcp/config.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { findTriggers } from '../doctor/gcp/deployment/checks.ts';
import { DeploymentReader } from '../doctor/gcp/deployment/reader.ts';
import { HEALTHY_STATES } from '../doctor/gcp/deployment/analyze.ts';
import { RestClient } from '../doctor/gcp/rest-client.ts';
import type { TargetIo } from '../target/target.ts';
import { type DeploymentStatus, parseTime, reading } from './deployment-status.ts';

export async function gcpDeploymentStatus(settings: SettingsSource, io: TargetIo): Promise<DeploymentStatus> {
  const config = readGcpConfig(settings);
  const reader = new DeploymentReader(new RestClient(config, io), config);
  const [found, triggers, deadLetters, lastResync] = await Promise.all([
    reading(async () => {
      const deployed = await reader.function();
      if (deployed === undefined) return undefined;
      const { name, state, changedAt } = deployed;
      return { name, state, isHealthy: HEALTHY_STATES.includes(state), changedAt: parseTime(changedAt) };
    }),
    reading(async () => {
      const deployed = await reader.function();
      if (deployed === undefined) return undefined;
      const context = { name: reader.name, config, region: deployed.region };
      return (await findTriggers(reader, context)).map(({ what }) => what);
    }),
    reading(async () => ((await reader.function()) === undefined ? 0 : reader.deadLetterCount())),
    reading(async () => parseTime((await reader.job())?.lastAttempt)),
  ]);
  return { function: found, triggers, deadLetters, lastResync };
}
