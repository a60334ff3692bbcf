import type { protos } from '@google-cloud/compute';
import { canonicalCidr, type Cidr } from '../reconcile/cidr.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Hop, Route } from '../reconcile/model.ts';
import { readPages } from '../reconcile/pages.ts';
import { printable } from '../reconcile/text.ts';
import { CALL, listOptions } from './client.ts';
import type { GcpConfig } from './config.ts';
import type { Context } from './context.ts';
import { cloudError, unreadable } from './errors.ts';
import { ROUTE_FIELDS } from './fields.ts';
import { callMasked } from './masked.ts';
import { isNetwork, partsOfLink, pathOfLink, readMarker, routeName } from './names.ts';

type GceRoute = protos.google.cloud.compute.v1.IRoute;

/** Compute Engine's signs that nobody is at the next hop. */
const DEAD = new Set([
  'NEXT_HOP_ADDRESS_NOT_ASSIGNED',
  'NEXT_HOP_INSTANCE_NOT_FOUND',
  'NEXT_HOP_INSTANCE_NOT_ON_NETWORK',
  'NEXT_HOP_NOT_RUNNING',
]);

/** Instance id by `zones/Z/instances/NAME`, for routes that name an instance. */
export type IdByPath = ReadonlyMap<string, string>;

/** The network as routes name it. */
export const networkLink = ({ networkProject, network }: GcpConfig) =>
  `https://www.googleapis.com/compute/v1/projects/${networkProject}/global/networks/${network}`;

/**
 * Ours are the routes that bear this cluster's marker, and those made by hand after the tutorial: its name for exactly this
 * range, for all instances of the network. Everything else is foreign.
 */
function ownership(route: GceRoute, destination: Cidr, config: GcpConfig): { instance?: string } | string {
  const marker = readMarker(route.description);
  if (marker?.cluster === config.cluster.name) return { instance: marker.instance };
  if (marker !== undefined) return `route ${route.name} of cluster ${printable(marker.cluster)}`;
  const byHand = route.name === routeName(destination) && (route.tags ?? []).length === 0;
  return byHand ? {} : `route ${route.name}, which podroutes did not make`;
}

/** Where a route leads, by the last part of its name. */
function nextHopOf(route: GceRoute): string {
  const link = route.nextHopGateway ?? route.nextHopInstance ?? route.nextHopNetwork ?? route.nextHopPeering;
  return route.nextHopIp ?? partsOfLink(link ?? route.nextHopIlb ?? route.nextHopVpnTunnel).name;
}

function hopOf(route: GceRoute, destination: Cidr, config: GcpConfig, idByPath: IdByPath): Hop {
  const { nextHopIp, nextHopInstance } = route;
  const owned = ownership(route, destination, config);
  if (typeof owned === 'string') return { kind: 'foreign', what: owned, to: nextHopOf(route) };
  if (nextHopInstance) {
    const path = pathOfLink(nextHopInstance).replace(/^projects\/[^/]+\//, '');
    return { kind: 'instance', instance: idByPath.get(path) ?? path };
  }
  if (!nextHopIp) return { kind: 'foreign', what: `route ${route.name} to another kind of next hop` };
  return { kind: 'instance', interface: nextHopIp, ...owned };
}

function toRoute(route: GceRoute, config: GcpConfig, idByPath: IdByPath): Route | undefined {
  const destination = canonicalCidr(route.destRange ?? '');
  if (destination === undefined) return undefined;
  const dead = (route.warnings ?? []).some(({ code }) => DEAD.has(code ?? ''));
  return {
    table: config.network,
    name: route.name ?? '',
    destination,
    hop: hopOf(route, destination, config, idByPath),
    state: dead ? 'blackhole' : 'active',
  };
}

/** The network's routes, and the ranges of its subnets, which appear among them. */
export async function listRoutes(context: Context, idByPath: IdByPath) {
  const { clients, config } = context;
  const [action, subject] = ['routes.list', `network ${config.network}`] as const;
  const filter = `network eq "${networkLink(config)}"`;
  const pages = await readPages(
    (pageToken) => {
      const page = pageToken === undefined ? {} : { pageToken };
      const request = { project: config.networkProject, maxResults: 500, filter, ...page };
      const list = (fields: string | undefined) => clients.routes.list(request, listOptions(fields));
      return callMasked(context, action, subject, ROUTE_FIELDS, list);
    },
    ([, , page]) => page?.nextPageToken,
    () => unreadable(action, subject),
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
  // Every network has routes of its own as soon as a VM can be in it.
  const text = `on network ${config.network} of project ${config.networkProject}: it does not exist or has no subnet`;
  throw cloudError('misconfigured', 'NoSuchNetwork', 'routes.list', text);
}

/** Reads the route by its name, or by the name that a route to `destination` has. */
export async function getRoute(
  { clients, config, call }: Context,
  destination: Cidr,
  idByPath: IdByPath,
  name: string = routeName(destination),
): Promise<Route | undefined> {
  try {
    const request = { project: config.networkProject, route: name };
    const [found] = await call('routes.get', name, () => clients.routes.get(request, { ...CALL }));
    const route = toRoute(found, config, idByPath);
    if (isNetwork(found.network, config) && route?.destination === destination) return route;
    // Route names are the project's, not the network's: somebody else has ours.
    const what = `route ${name} to ${found.destRange} of network ${partsOfLink(found.network).name}, which has its name`;
    return { table: config.network, name, destination, hop: { kind: 'foreign', what }, state: 'active' };
  } catch (error) {
    if (error instanceof CloudError && error.trouble === 'missing') return undefined;
    throw error;
  }
}
