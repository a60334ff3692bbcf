import { randomUUID } from 'node:crypto';
import type { protos } from '@google-cloud/compute';
import { canonicalCidr, type Cidr, familyOf } from '../reconcile/cidr.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Hop, Instance, Route } from '../reconcile/model.ts';
import { CALL, type ComputeClients } from './client.ts';
import type { GcpConfig } from './config.ts';
import { calling, cloudError, type Patience } from './errors.ts';
import { partsOfLink, pathOfLink, readMarker, routeName, writeMarker } from './names.ts';
import { finish } from './operations.ts';

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

export interface RouteContext {
  readonly clients: ComputeClients;
  readonly config: GcpConfig;
  readonly patience: Patience;
}

const networkLink = ({ networkProject, network }: GcpConfig) =>
  `https://www.googleapis.com/compute/v1/projects/${networkProject}/global/networks/${network}`;

function isInNetwork(route: GceRoute, { network, networkProject }: GcpConfig): boolean {
  const { project, name } = partsOfLink(route.network);
  return name === network && project === networkProject;
}

/**
 * Ours are the routes that bear this cluster's marker, and those made by hand after the tutorial: its name for exactly this
 * range, for all instances of the network. Everything else is foreign.
 */
function ownership(route: GceRoute, destination: Cidr, config: GcpConfig): { instance?: string } | string {
  const marker = readMarker(route.description);
  if (marker?.cluster === config.cluster.name) return { instance: marker.instance };
  if (marker !== undefined) return `route ${route.name} of cluster ${marker.cluster}`;
  const byHand = route.name === routeName(destination) && (route.tags ?? []).length === 0;
  return byHand ? {} : `route ${route.name}, which podroutes did not make`;
}

function hopOf(route: GceRoute, destination: Cidr, config: GcpConfig, idByPath: IdByPath): Hop {
  const { nextHopIp, nextHopInstance } = route;
  const owned = ownership(route, destination, config);
  if (typeof owned === 'string') return { kind: 'foreign', what: owned };
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
export async function listRoutes({ clients, config, patience }: RouteContext, idByPath: IdByPath) {
  const routes: Route[] = [];
  const reserved: Cidr[] = [];
  let pageToken = '';
  do {
    const request = {
      project: config.networkProject,
      maxResults: 500,
      filter: `network eq "${networkLink(config)}"`,
      ...(pageToken ? { pageToken } : {}),
    };
    const call = () => clients.routes.list(request, { ...CALL, autoPaginate: false });
    const [items, , page] = await calling('routes.list', `network ${config.network}`, call, patience);
    for (const each of items.filter((route) => isInNetwork(route, config))) {
      const route = toRoute(each, config, idByPath);
      if (route === undefined) continue;
      if (each.nextHopNetwork) reserved.push(route.destination);
      routes.push(route);
    }
    pageToken = page?.nextPageToken ?? '';
  } while (pageToken !== '');
  if (routes.length > 0) return { routes, reserved };
  // Every network has routes of its own as soon as a VM can be in it.
  const text = `on network ${config.network} of project ${config.networkProject}: it does not exist or has no subnet`;
  throw cloudError('misconfigured', 'NoSuchNetwork', 'routes.list', text);
}

/** Reads the route by its name, or by the name that a route to `destination` has. */
export async function getRoute(
  { clients, config, patience }: RouteContext,
  destination: Cidr,
  idByPath: IdByPath,
  name: string = routeName(destination),
): Promise<Route | undefined> {
  try {
    const request = { project: config.networkProject, route: name };
    const [found] = await calling('routes.get', name, () => clients.routes.get(request, CALL), patience);
    const route = toRoute(found, config, idByPath);
    if (isInNetwork(found, config) && route?.destination === destination) return route;
    // Route names are the project's, not the network's: somebody else has ours.
    const what = `route ${name} to ${found.destRange} of network ${partsOfLink(found.network).name}, which has its name`;
    return { table: config.network, name, destination, hop: { kind: 'foreign', what }, state: 'active' };
  } catch (error) {
    if (error instanceof CloudError && error.trouble === 'missing') return undefined;
    throw error;
  }
}

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
