import type { protos } from '@google-cloud/compute';
import type { GcpConfig } from '../config.ts';
import { type InstanceIdByPath, toNextHop } from './next-hop.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import { leadsTo, type Route } from '../../reconcile/model/route.ts';
import { canonicalCidr, type Cidr } from '../../reconcile/model/ranges/cidr.ts';
import { BLACKHOLE_WARNINGS } from './next-hop-warnings.ts';
import type { ComputeApi } from '../api/api.ts';
import { readPages } from '../../reconcile/cloud/paging.ts';
import { listOptions } from '../api/client.ts';
import { withFieldMask, ROUTE_FIELDS } from '../api/field-mask.ts';
import { invalidResponse, makeCloudError } from '../api/errors.ts';
import { isNetwork, networkLink } from '../names.ts';
import { alternateRouteName, routeName } from './route-name.ts';
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
    ...(typeof route.priority === 'number' ? { priority: route.priority } : {}),
  };
}

/** The network's routes, the ranges of its subnets, which appear among them, and the number of static ones. */
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
  let staticRoutes = 0;
  for (const each of pages.flatMap(([items]) => items).filter(({ network }) => isNetwork(network, config))) {
    const route = toRoute(each, config, idByPath);
    if (route === undefined) continue;
    if (each.nextHopNetwork) reserved.push(route.destination);
    else if (!each.nextHopPeering) staticRoutes += 1;
    routes.push(route);
  }
  if (routes.length > 0) return { routes, reserved, staticRoutes };
  // Every network with a subnet has routes.
  const text = `on network ${config.network} of project ${config.networkProject}: it does not exist or has no subnet`;
  throw makeCloudError('misconfigured', 'NoSuchNetwork', 'routes.list', text);
}

/** The route that has the name, in whichever network. */
async function routeNamed({ clients, config, call, send }: ComputeApi, name: string): Promise<GceRoute | undefined> {
  try {
    const request = { project: config.networkProject, route: name };
    const get = () => send((options) => clients.routes.get(request, options));
    const [found] = await call('routes.get', name, get);
    return found;
  } catch (error) {
    if (error instanceof CloudError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** Route names are unique in the project, not in the network: what has the name may be another's, or lead from elsewhere. */
function toRouteTo(found: GceRoute, destination: Cidr, config: GcpConfig, idByPath: InstanceIdByPath) {
  const route = isNetwork(found.network, config) ? toRoute(found, config, idByPath) : undefined;
  return route?.destination === destination ? route : undefined;
}

/** Reads the route to `destination` by its name. */
export async function getRoute(
  api: ComputeApi,
  destination: Cidr,
  idByPath: InstanceIdByPath,
  name: string,
): Promise<Route | undefined> {
  const found = await routeNamed(api, name);
  return found === undefined ? undefined : toRouteTo(found, destination, api.config, idByPath);
}

/** Reads the route to `destination` by the names that we give: ours, or the one that has the first of them. */
export async function findRoute(
  api: ComputeApi,
  destination: Cidr,
  idByPath: InstanceIdByPath,
): Promise<Route | undefined> {
  const first = await getRoute(api, destination, idByPath, routeName(destination));
  if (first?.nextHop.kind === 'instance') return first;
  const second = await getRoute(api, destination, idByPath, alternateRouteName(destination, api.config));
  return second ?? first;
}

/**
 * Whether a second name is called for: the first is another network's or another destination's, or somebody else's whose route
 * leads to `node` as well. Not if the route that has it says where the destination leads, unless the new one takes the place of
 * a route that stood beside it.
 */
export async function isNameTaken(
  api: ComputeApi,
  destination: Cidr,
  node: Instance,
  idByPath: InstanceIdByPath,
  isReplacing: boolean,
) {
  const found = await routeNamed(api, routeName(destination));
  if (found === undefined) return false;
  const holder = toRouteTo(found, destination, api.config, idByPath);
  return holder === undefined || (holder.nextHop.kind === 'foreign' && (isReplacing || leadsTo(holder.nextHop, node)));
}
