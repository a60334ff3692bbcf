import { computeClients } from '../../../shared/gcp/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';
import { gcpRoutes } from './gcp-routes.ts';
import type { Target } from './target.ts';

export function openGcp(settings: Source, runtime: Runtime): Target {
  const config = readGcpConfig(settings);
  const clients = computeClients(config);
  return {
    cloud: computeCloud(clients, config, { runtime }),
    cluster: config.cluster,
    place: `project ${config.project}`,
    listRoutes: () => gcpRoutes(clients, config.networkProject, config.network),
  };
}
