import { GlobalOperationsClient } from '@google-cloud/compute/build/src/v1/global_operations_client.js';
import { InstancesClient } from '@google-cloud/compute/build/src/v1/instances_client.js';
import { RoutesClient } from '@google-cloud/compute/build/src/v1/routes_client.js';
import { ZoneOperationsClient } from '@google-cloud/compute/build/src/v1/zone_operations_client.js';
import { PassThroughClient } from 'google-auth-library';
import type { LocalGce } from '../../../../infra/local/gcp.ts';
import { project } from './setup.ts';

/** Points a real client at the local service. */
export const clientOptions = (gce: LocalGce) => ({
  apiEndpoint: '127.0.0.1',
  port: gce.port,
  protocol: 'http',
  fallback: true,
  projectId: project,
  authClient: new PassThroughClient(),
});

/** The real clients, pointed at the local service. */
export function clientsOf(gce: LocalGce) {
  const options = () => clientOptions(gce);
  return {
    routes: new RoutesClient(options()),
    instances: new InstancesClient(options()),
    globalOperations: new GlobalOperationsClient(options()),
    zoneOperations: new ZoneOperationsClient(options()),
  };
}

/** The codes the client reports: those of gRPC, not of HTTP. */
export const CODES = { invalid: 3, notFound: 5, alreadyExists: 10, forbidden: 7, tooMany: 8, unavailable: 14 } as const;
