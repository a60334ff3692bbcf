import { randomUUID } from 'node:crypto';
import { type Cidr, familyOf } from '../reconcile/cidr.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Instance, Route } from '../reconcile/model.ts';
import { calling } from './calling.ts';
import { CALL } from './client.ts';
import { routeName, writeMarker } from './names.ts';
import { finish } from './operations.ts';
import { networkLink, type RouteContext } from './routes.ts';

/** Makes the route to `node` and waits until it is there. */
export async function insertRoute(context: RouteContext, destination: Cidr, node: Instance): Promise<void> {
  const { clients, config, patience } = context;
  const name = routeName(destination);
  const request = {
    project: config.networkProject,
    // The same for every retry, so that an insertion whose answer was lost is not one too many.
    requestId: randomUUID(),
    routeResource: {
      name,
      network: networkLink(config),
      destRange: destination,
      nextHopIp: node.target[familyOf(destination)] ?? '',
      priority: 1000,
      description: writeMarker(config.cluster.name, node),
    },
  };
  try {
    const [started] = await calling('routes.insert', name, () => clients.routes.insert(request, CALL), patience);
    await finish(clients, config.networkProject, started, { action: 'routes.insert', subject: name }, patience);
  } catch (error) {
    // An insertion finds nothing missing but what it refers to: the network, which the settings name.
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
    throw new CloudError('misconfigured', error.code, `${error.message}; check NETWORK and NETWORK_PROJECT`);
  }
}

/** Deletes the route and waits until it is gone; one that is gone already counts as deleted. */
export async function removeRoute(context: RouteContext, route: Route): Promise<void> {
  const { clients, config, patience } = context;
  const name = route.name ?? routeName(route.destination);
  const request = { project: config.networkProject, route: name, requestId: randomUUID() };
  try {
    const [started] = await calling('routes.delete', name, () => clients.routes.delete(request, CALL), patience);
    await finish(clients, config.networkProject, started, { action: 'routes.delete', subject: name }, patience);
  } catch (error) {
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
  }
}
