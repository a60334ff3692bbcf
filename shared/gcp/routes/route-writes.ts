import { randomUUID } from 'node:crypto';
import { networkLink } from '../names.ts';
import { type Cidr, familyOf } from '../../reconcile/model/ranges/cidr.ts';
import { type CreateOptions, ifPreconditionHolds, type WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import type { Route } from '../../reconcile/model/route.ts';
import type { WriteApi } from '../api/busy-network.ts';
import { alternateRouteName, routeName } from './route-name.ts';
import { formatRouteDescription } from './route-description.ts';
import type { InstanceIdByPath } from './next-hop.ts';
import { isNameTaken } from './route-reads.ts';
import { waitForOperation } from '../api/operations.ts';

const DEFAULT_PRIORITY = 1000;

interface NamedRoute {
  readonly name: string;
  readonly destination: Cidr;
  readonly node: Instance;
}

/** Creates a route and waits until it exists. False: the precondition failed. */
export async function insertRoute(
  api: WriteApi,
  { name, destination, node }: NamedRoute,
  options: CreateOptions,
): Promise<boolean> {
  const { signal, priority = DEFAULT_PRIORITY } = options;
  const { clients, config, call, send } = api;
  const routeResource = {
    name,
    network: networkLink(config),
    destRange: destination,
    nextHopIp: node.targetByFamily[familyOf(destination)] ?? '',
    priority,
    description: formatRouteDescription(config.cluster.name, node),
  };
  const write = async (): Promise<boolean> => {
    // The same for every retry: an insertion whose response was lost is not repeated.
    const request = { project: config.networkProject, requestId: randomUUID(), routeResource };
    const insert = () => send((callOptions) => clients.routes.insert(request, callOptions));
    const response = await call('routes.insert', name, () => ifPreconditionHolds(options, insert), signal);
    if (response === undefined) return false;
    await waitForOperation(api, response[0], { action: 'routes.insert', subject: name }, signal);
    return true;
  };
  try {
    return await api.sendWrite(write, signal);
  } catch (error) {
    // What an insertion does not find is the network.
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
    throw new CloudError('misconfigured', error.code, `${error.message}; check NETWORK and NETWORK_PROJECT`);
  }
}

/**
 * Creates the route to `node` and waits until it exists. Under its second name where another network's route has the first, or
 * one of this network to elsewhere, or somebody else's to the same node. CloudError `already-exists`: the destination is taken.
 *
 * @param replaced the route whose place it takes
 */
export async function createRoute(
  api: WriteApi,
  destination: Cidr,
  node: Instance,
  idByPath: InstanceIdByPath,
  options: CreateOptions = {},
  replaced?: Route,
): Promise<void> {
  const second = alternateRouteName(destination, api.config);
  // The first name was taken when the one replaced was made: asking again would only leave the node longer without a route.
  if (replaced?.name === second) {
    await insertRoute(api, { name: second, destination, node }, options);
    return;
  }
  try {
    await insertRoute(api, { name: routeName(destination), destination, node }, options);
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'already-exists') throw error;
    if (!(await isNameTaken(api, destination, node, idByPath, replaced !== undefined))) throw error;
    await insertRoute(api, { name: second, destination, node }, options);
  }
}

/**
 * Deletes the route and waits until that is done; one that does not exist counts as deleted. False: the precondition failed.
 *
 * @param waitSignal ends the waiting for the operation
 */
export async function deleteRoute(
  api: WriteApi,
  route: Route,
  options: WriteOptions = {},
  waitSignal?: AbortSignal,
): Promise<boolean> {
  const { clients, config, call, send } = api;
  const name = route.name ?? routeName(route.destination);
  const write = async (): Promise<boolean> => {
    const request = { project: config.networkProject, route: name, requestId: randomUUID() };
    const sendDelete = () => send((callOptions) => clients.routes.delete(request, callOptions));
    const response = await call('routes.delete', name, () => ifPreconditionHolds(options, sendDelete), options.signal);
    if (response === undefined) return false;
    await waitForOperation(api, response[0], { action: 'routes.delete', subject: name }, waitSignal);
    return true;
  };
  try {
    return await api.sendWrite(write, options.signal);
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
    return true;
  }
}
