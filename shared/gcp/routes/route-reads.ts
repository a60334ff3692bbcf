import type { protos } from '@google-cloud/compute';
import type { GcpConfig } from '../config.ts';
import { type InstanceIdByPath, toNextHop } from './foreign-routes.ts';
import type { Route } from '../../reconcile/model/route.ts';
import { canonicalCidr, type Cidr } from '../../reconcile/model/cidr.ts';
import { BLACKHOLE_WARNINGS } from './blackhole-routes.ts';
import type { ComputeApi } from '../api/api.ts';
import { readPages } from '../../reconcile/cloud/paging.ts';
import { listOptions } from '../api/client.ts';
import { withFieldMask, ROUTE_FIELDS } from '../api/field-mask.ts';
import { invalidResponse, makeCloudError } from '../api/errors.ts';
import { isNetwork, networkLink, partsOfLink } from '../names.ts';
import { routeName } from './route-name.ts';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';

export type GceRoute = protos.google.cloud.compute.v1.IRoute;

function toRoute(route: GceRoute, config: GcpConfig, idByPath: InstanceIdByPath): Route | undefined {
  const destination = canonicalCidr(route.destRange ?? '');
  if (destination === undefined) return undefined;
  const isBlackhole = (route.warnings ?? []).some(({ code }) => BLACKHOLE_WARNINGS.has(code ?? ''));
  return {
    table: config.network,
    name: route.name ?? '',
    destination,
    nextHop: toNextHop(route, destination, config, idByPath),
    state: isBlackhole ? 'blackhole' : 'active',
  };
}

/** The network's routes, and the ranges of its subnets, which appear among them. */
export async function listRoutes(api: ComputeApi, idByPath: InstanceIdByPath) {
  const { clients, config, send } = api;
  const [action, subject] = ['routes.list', `network ${config.network}`] as const;
  const filter = `network eq "${networkLink(config)}"`;
  const pages = await readPages(
    (pageToken) => {
      const page = pageToken === undefined ? {} : { pageToken };
      const request = { project: config.networkProject, maxResults: 500, filter, ...page };
      const list = (fields: string | undefined) =>
        send((options) => clients.routes.list(request, listOptions(fields, options)));
      return withFieldMask(api, action, subject, ROUTE_FIELDS, list);
    },
    ([, , page]) => page?.nextPageToken,
    () => invalidResponse(action, subject),
  );
  const routes: Route[] = [];
  const reserved: Cidr[] = [];
  for (const each of pages.flatMap(([items]) => items).filter(({ network }) => isNetwork(network, config))) {
    const route = toRoute(each, config, idByPath);
    if (route === undefined) continue;
    if (each.nextHopNetwork) reserved.push(route.destination);
    routes.push(route);
  }
  if (routes.length > 0) return { routes, reserved };
  // Every network with a subnet has routes.
  const text = `on network ${config.network} of project ${config.networkProject}: it does not exist or has no subnet`;
  throw makeCloudError('misconfigured', 'NoSuchNetwork', 'routes.list', text);
}

/** Reads the route by its name, or by the name that a route to `destination` has. */
export async function getRoute(
  { clients, config, call, send }: ComputeApi,
  destination: Cidr,
  idByPath: InstanceIdByPath,
  name: string = routeName(destination),
): Promise<Route | undefined> {
  try {
    const request = { project: config.networkProject, route: name };
    const get = () => send((options) => clients.routes.get(request, options));
    const [found] = await call('routes.get', name, get);
    const route = toRoute(found, config, idByPath);
    if (isNetwork(found.network, config) && route?.destination === destination) return route;
    // Route names are unique in the project, not in the network: another route has this one.
    const description = `route ${name} to ${found.destRange} of network ${partsOfLink(found.network).name}, which has its name`;
    return { table: config.network, name, destination, nextHop: { kind: 'foreign', description }, state: 'active' };
  } catch (error) {
    if (error instanceof CloudError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
