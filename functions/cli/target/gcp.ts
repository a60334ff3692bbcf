import { makeComputeApi } from '../../../shared/gcp/api/api.ts';
import { computeClients } from '../../../shared/gcp/api/client.ts';
import { INTERACTIVE_RETRY_POLICY } from '../../../shared/gcp/api/retry-policy.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { listGcpRoutes } from './gcp-routes.ts';
import type { Target, TargetIo } from './target.ts';

export function openGcpTarget(settings: SettingsSource, { runtime: clock, requestTimeout }: TargetIo): Target {
  const config = readGcpConfig(settings);
  const clients = computeClients(config);
  const policy = { clock, requestTimeout, retryPolicy: INTERACTIVE_RETRY_POLICY };
  return {
    cloud: computeCloud(clients, config, policy),
    cluster: config.cluster,
    location: `project ${config.project}`,
    listRoutes: (isMeant) => listGcpRoutes(makeComputeApi(clients, config, policy), isMeant),
  };
}
