import { randomUUID } from 'node:crypto';
import { type Cidr, familyOf } from '../reconcile/cidr.ts';
import { ifConfirmed, type Permit } from '../reconcile/cloud.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Instance, Route } from '../reconcile/model.ts';
import { CALL } from './client.ts';
import type { Context } from './context.ts';
import { routeName, writeMarker } from './names.ts';
import { finish } from './operations.ts';
import { networkLink } from './routes.ts';

/** Makes the route to `node` and waits until it is there. */
export async function insertRoute(
  context: Context,
  destination: Cidr,
  node: Instance,
  { signal }: Permit = {},
): Promise<void> {
  const { clients, config, call } = context;
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
    const send = () => clients.routes.insert(request, { ...CALL });
    const [started] = await call('routes.insert', name, send, signal);
    await finish(context, started, { action: 'routes.insert', subject: name }, signal);
  } catch (error) {
    // An insertion finds nothing missing but what it refers to: the network, which the settings name.
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
    throw new CloudError('misconfigured', error.code, `${error.message}; check NETWORK and NETWORK_PROJECT`);
  }
}

/**
 * Deletes the route and waits until it is gone; one that is gone already counts as deleted. False: its permit said no.
 *
 * @param waiting once aborted, it is not waited for any more
 */
export async function removeRoute(
  context: Context,
  route: Route,
  permit: Permit = {},
  waiting?: AbortSignal,
): Promise<boolean> {
  const { clients, config, call } = context;
  const name = route.name ?? routeName(route.destination);
  const request = { project: config.networkProject, route: name, requestId: randomUUID() };
  const send = () => ifConfirmed(permit, () => clients.routes.delete(request, { ...CALL }));
  try {
    const answer = await call('routes.delete', name, send, permit.signal);
    if (answer === undefined) return false;
    await finish(context, answer[0], { action: 'routes.delete', subject: name }, waiting);
  } catch (error) {
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
  }
  return true;
}
