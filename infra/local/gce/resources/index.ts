import type { Endpoint } from '../http/api-call.ts';
import { Router } from '../http/router.ts';
import { addInstances } from './instances.ts';
import { addNetworks } from './networks.ts';
import { addOperations } from './operations.ts';
import { addPlaces } from './places.ts';
import { addPlain } from './plain.ts';
import { addRoutes } from './routes.ts';
import { addSubnetworks } from './subnetworks.ts';

/** All of the API the service has. */
export function apiRouter(): Router<Endpoint> {
  const router = new Router<Endpoint>();
  for (const add of [addInstances, addNetworks, addOperations, addPlaces, addPlain, addRoutes, addSubnetworks]) {
    add(router);
  }
  return router;
}
