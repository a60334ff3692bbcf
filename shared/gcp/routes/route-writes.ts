import { randomUUID } from 'node:crypto';
import { networkLink } from '../names.ts';
import { type Cidr, familyOf } from '../../reconcile/model/cidr.ts';
import { ifPreconditionHolds, type WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import type { Route } from '../../reconcile/model/route.ts';
import type { ComputeApi } from '../api/api.ts';
import { routeName } from './route-name.ts';
import { formatRouteDescription } from './foreign-routes.ts';
import { waitForOperation } from '../api/operations.ts';

/** Creates the route to `node` and waits until it exists. */
export async function createRoute(
  api: ComputeApi,
  destination: Cidr,
  node: Instance,
  { signal }: WriteOptions = {},
): Promise<void> {
  const { clients, config, call, send } = api;
  const name = routeName(destination);
  const request = {
    project: config.networkProject,
    // The same for every retry: an insertion whose response was lost is not repeated.
    requestId: randomUUID(),
    routeResource: {
      name,
      network: networkLink(config),
      destRange: destination,
      nextHopIp: node.targetByFamily[familyOf(destination)] ?? '',
      priority: 1000,
      description: formatRouteDescription(config.cluster.name, node),
    },
  };
  try {
    const insert = () => send((callOptions) => clients.routes.insert(request, callOptions));
    const [response] = await call('routes.insert', name, insert, signal);
    await waitForOperation(api, response, { action: 'routes.insert', subject: name }, signal);
  } catch (error) {
    // What an insertion does not find is the network.
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
    throw new CloudError('misconfigured', error.code, `${error.message}; check NETWORK and NETWORK_PROJECT`);
  }
}

/**
 * Deletes the route and waits until that is done; one that does not exist counts as deleted. False: the precondition failed.
 *
 * @param waitSignal ends the waiting for the operation
 */
export async function deleteRoute(
  api: ComputeApi,
  route: Route,
  options: WriteOptions = {},
  waitSignal?: AbortSignal,
): Promise<boolean> {
  const { clients, config, call, send } = api;
  const name = route.name ?? routeName(route.destination);
  const request = { project: config.networkProject, route: name, requestId: randomUUID() };
  const sendDelete = () => send((callOptions) => clients.routes.delete(request, callOptions));
  try {
    const response = await call('routes.delete', name, () => ifPreconditionHolds(options, sendDelete), options.signal);
    if (response === undefined) return false;
    await waitForOperation(api, response[0], { action: 'routes.delete', subject: name }, waitSignal);
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
  }
  return true;
}
