import { familyOf } from '../../reconcile/model/ranges/cidr.ts';
import type { WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { CloudError, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import { type Route, sameNextHop } from '../../reconcile/model/route.ts';
import type { WriteApi } from '../api/busy-network.ts';
import type { InstanceIdByPath } from './next-hop.ts';
import { alternateRouteName, routeName } from './route-name.ts';
import { getRoute } from './route-reads.ts';
import { createRoute, deleteRoute, insertRoute } from './route-writes.ts';

/**
 * Puts a route to `node` in the place of another; routes cannot be changed. Where the old next hop is alive, the new route is made
 * first, so that no packet is lost: while there are two, some go where all went before. Who looks meanwhile, or after a crash,
 * sees a right route and one to delete.
 */
export async function replaceRoute(
  api: WriteApi,
  before: Route,
  node: Instance,
  idByPath: InstanceIdByPath,
  options: WriteOptions,
): Promise<void> {
  if (before.state === 'active') {
    const created = await createBeside(api, before, node, idByPath, options);
    if (created === 'precondition failed') return;
    if (created === 'exists') return deleteUnchanged(api, before, idByPath);
  }
  // Without `signal` after the deletion: stopping in between would leave the node without a route. After a crash in between the
  // retry or the next resync creates it.
  const isDeleted = await deleteRoute(api, before, options);
  if (isDeleted) await createRoute(api, before.destination, node, idByPath, {}, before);
}

/** The name is taken; the quota is used up; nobody has confirmed that Compute Engine takes a second route with an equal range and priority. */
const REFUSALS: ReadonlySet<ErrorKind> = new Set(['already-exists', 'quota-exceeded', 'rejected']);

async function createBeside(
  api: WriteApi,
  { name: oldName, destination }: Route,
  node: Instance,
  idByPath: InstanceIdByPath,
  options: WriteOptions,
): Promise<'exists' | 'refused' | 'precondition failed'> {
  const first = routeName(destination);
  const name = oldName === first ? alternateRouteName(destination, api.config) : first;
  try {
    return (await insertRoute(api, { name, destination, node }, options)) ? 'exists' : 'precondition failed';
  } catch (error) {
    if (!(error instanceof CloudError) || !REFUSALS.has(error.kind)) throw error;
    // Another function may have been faster, or this one before a crash.
    const found = error.kind === 'already-exists' ? await getRoute(api, destination, idByPath, name) : undefined;
    const target = found?.nextHop.kind === 'instance' ? found.nextHop.targetId : undefined;
    return target !== undefined && target === node.targetByFamily[familyOf(destination)] ? 'exists' : 'refused';
  }
}

/** Deletes the route as it was read before, and no other that has its name by now. */
async function deleteUnchanged(api: WriteApi, before: Route, idByPath: InstanceIdByPath): Promise<void> {
  const { destination, name = routeName(destination), nextHop } = before;
  const precondition = async () => {
    const current = await getRoute(api, destination, idByPath, name);
    return current !== undefined && sameNextHop(current.nextHop, nextHop);
  };
  await deleteRoute(api, before, { precondition });
}
