import { computeClients } from '../../../shared/gcp/api/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { listGcpRoutes } from './gcp-routes.ts';
import type { Target } from './target.ts';

export function openGcpTarget(settings: SettingsSource, clock: Clock): Target {
  const config = readGcpConfig(settings);
  const clients = computeClients(config);
  return {
    cloud: computeCloud(clients, config, { clock }),
    cluster: config.cluster,
    location: `project ${config.project}`,
    listRoutes: () => listGcpRoutes(clients, config.networkProject, config.network),
  };
}
