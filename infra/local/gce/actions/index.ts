import type { Endpoint } from '../http/api-call.ts';
import { Router } from '../http/router.ts';
import { addInstances } from './instances/instances.ts';
import { addNetworks } from './network/networks.ts';
import { addOperations } from './operations/operations.ts';
import { addPlaces } from './locations.ts';
import { addPlain } from './security/firewalls.ts';
import { addRoutes } from './routes/routes.ts';
import { addSubnetworks } from './network/subnetworks.ts';

export function apiRouter(): Router<Endpoint> {
  const router = new Router<Endpoint>();
  for (const add of [addInstances, addNetworks, addOperations, addPlaces, addPlain, addRoutes, addSubnetworks]) {
    add(router);
  }
  return router;
}
