import { makeComputeApi } from '../../../shared/gcp/api/api.ts';
import { computeClients } from '../../../shared/gcp/api/client.ts';
import { DEFAULT_RETRY_POLICY, INTERACTIVE_RETRY_POLICY } from '../../../shared/gcp/api/retry-policy.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { computePublication } from '../../../shared/gcp/publication.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { TargetIo } from '../target/target.ts';
import type { OpenPublication } from './open-cloud.ts';

export function openGcpPublication(settings: SettingsSource, io: TargetIo, isPatient: boolean): OpenPublication {
  const config = readGcpConfig(settings);
  const { runtime: clock, requestTimeout } = io;
  const retryPolicy = isPatient ? DEFAULT_RETRY_POLICY : INTERACTIVE_RETRY_POLICY;
  const api = makeComputeApi(computeClients(config), config, { clock, requestTimeout, retryPolicy });
  return { cloud: computePublication(api), cluster: config.cluster };
}
