import { GCP_TUTORIAL, type LocalGce } from '../../../infra/local/gcp.ts';

export const NODES = 200;

/** What the local Compute Engine needs for so many: their routes, and operations that are done at once. */
export const ROOM = { routeQuota: 500, operationSteps: 0 };

/** Boots them all, which takes no time. */
export function bootFleet({ backend }: LocalGce): void {
  for (let i = 0; i < NODES; i += 1) {
    const node = { name: `node-${i}`, zone: GCP_TUTORIAL.zone, subnet: GCP_TUTORIAL.subnet, canIpForward: true };
    backend.createInstance({ ...node, ip: `10.240.0.${20 + i}`, metadata: { 'pod-cidr': `10.200.${i}.0/24` } });
  }
}

/** Their routes, in order. */
export const ROUTES = Array.from({ length: NODES }, (_, i) => `10.200.${i}.0/24 -> 10.240.0.${20 + i}`).toSorted();

export function podRoutes({ backend }: LocalGce): string[] {
  return backend
    .routesOf(GCP_TUTORIAL.network)
    .filter(({ destRange }) => destRange.startsWith('10.200.'))
    .map(({ destRange, nextHop }) => `${destRange} -> ${nextHop.value}`)
    .toSorted();
}
