import type { Endpoint } from '../http/api-call.ts';
import { Router } from '../http/router.ts';
import { addGroupManagers } from './groups/managers.ts';
import { addInstanceTemplates } from './groups/templates.ts';
import { addImages } from './images.ts';
import { addInstances } from './instances/instances.ts';
import { addNetworks } from './network/networks.ts';
import { addOperations } from './operations/operations.ts';
import { addLocations } from './locations.ts';
import { addFirewallsAndAddresses } from './security/firewalls.ts';
import { addRoutes } from './routes/routes.ts';
import { addSubnetworks } from './network/subnetworks.ts';

export function apiRouter(): Router<Endpoint> {
  const router = new Router<Endpoint>();
  const adders = [addInstances, addNetworks, addOperations, addLocations, addFirewallsAndAddresses, addRoutes];
  for (const add of [...adders, addSubnetworks, addInstanceTemplates, addGroupManagers, addImages]) add(router);
  return router;
}

/** The names of all methods that are served. */
export const computeActions = (): string[] =>
  apiRouter()
    .all()
    .map(({ action }) => action);
