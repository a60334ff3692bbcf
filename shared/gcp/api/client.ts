import { GlobalOperationsClient } from '@google-cloud/compute/build/src/v1/global_operations_client.js';
import { InstancesClient } from '@google-cloud/compute/build/src/v1/instances_client.js';
import { RoutesClient } from '@google-cloud/compute/build/src/v1/routes_client.js';
import { ZoneOperationsClient } from '@google-cloud/compute/build/src/v1/zone_operations_client.js';
import { type AuthClient, PassThroughClient } from 'google-auth-library';
import { EXTRA_QUERY, ExtraQueryAuth } from './extra-query.ts';
import { REQUEST_TIMEOUT } from '../../reconcile/cloud/time-limit.ts';
import type { GcpConfig } from '../config.ts';

export interface ComputeClients {
  readonly instances: InstancesClient;
  readonly routes: RoutesClient;
  readonly operations: GlobalOperationsClient;
  readonly zoneOperations: ZoneOperationsClient;
}

/**
 * The client tries each call once: `makeComputeCaller` retries. By default the client would retry for ten minutes. Its timeout
 * closes the connection. What the credentials take is not counted: `ComputeApi.send` does.
 */
export const CALL_OPTIONS = { timeout: REQUEST_TIMEOUT, retry: { retryCodes: [] } };

/**
 * The options of a list call that asks for `fields` only, in the notation of Google's `fields` parameter. The client has no
 * parameter for it, but passes on the header that stands for it: https://cloud.google.com/apis/docs/system-parameters
 */
export function listOptions(fields: string | undefined, options = CALL_OPTIONS, query?: string) {
  const headers: Record<string, string> = {
    ...(fields === undefined ? {} : { 'x-goog-fieldmask': fields }),
    ...(query === undefined ? {} : { [EXTRA_QUERY]: query }),
  };
  // A new object for each call: the client writes into it.
  return { ...options, autoPaginate: false, otherArgs: { headers } };
}

/** @param authClient speaks to the endpoint, where one is given: nobody asks there who calls */
export function clientOptions(
  { project: projectId, endpoint }: Pick<GcpConfig, 'project' | 'endpoint'>,
  authClient: AuthClient = new PassThroughClient(),
) {
  if (endpoint === undefined) return { projectId, fallback: true, auth: new ExtraQueryAuth({ projectId }) };
  return {
    projectId,
    fallback: true,
    apiEndpoint: endpoint.hostname,
    port: Number(endpoint.port || 80),
    protocol: 'http',
    auth: new ExtraQueryAuth({ projectId, authClient }),
  };
}

export function computeClients(config: GcpConfig, authClient?: AuthClient): ComputeClients {
  const options = clientOptions(config, authClient);
  return {
    instances: new InstancesClient(options),
    routes: new RoutesClient(options),
    operations: new GlobalOperationsClient(options),
    zoneOperations: new ZoneOperationsClient(options),
  };
}
