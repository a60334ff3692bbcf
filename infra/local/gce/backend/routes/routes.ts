import { ApiError, alreadyExists, invalidField, notFound, required } from '../../errors.ts';
import { resolveReference } from '../../links.ts';
import { canonicalAddress, canonicalRange, contains } from '../ip.ts';
import { networkRanges, requireNetwork, routesOf } from '../lookup.ts';
import { requireName } from '../names.ts';
import type { State } from '../state.ts';
import type { NextHop, NextHopField, Route } from '../model.ts';

export interface RouteInput {
  readonly name?: string | undefined;
  readonly network?: string | undefined;
  readonly destRange?: string | undefined;
  readonly priority?: number | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly nextHopIp?: string | undefined;
  readonly nextHopInstance?: string | undefined;
  readonly nextHopGateway?: string | undefined;
  readonly nextHopIlb?: string | undefined;
  readonly nextHopVpnTunnel?: string | undefined;
}

const HOP_FIELDS = ['nextHopIp', 'nextHopInstance', 'nextHopGateway', 'nextHopIlb', 'nextHopVpnTunnel'] as const;

/** A route from the posted body, checked against the rules, not yet in the state. */
export function draftRoute(state: State, project: string, input: RouteInput): Route {
  const path = `${routesOf(project)}/${requireName(input.name)}`;
  const isTold = state.variants.routeErrors === 'request';
  if (isTold && state.routes.get(path) !== undefined) throw alreadyExists(path);
  if (input.network === undefined) throw required('resource.network');
  const network = requireNetwork(state, input.network, project).path;
  const destRange = destination(state, network, input.destRange);
  const nextHop = nextHopOf(state, project, network, input);
  if (isTold) refuseOverQuota(state, network);
  const { priority = 1000, tags = [] } = input;
  if (!Number.isInteger(priority) || priority < 0 || priority > 65_535) {
    throw invalidField('resource.priority', priority, 'Must be between 0 and 65535.');
  }
  const resource = state.newResource(path, input.description);
  return { ...resource, network, destRange, priority, nextHop, tags, origin: 'static' };
}

/** Adds the route. What can change between the request and its being carried out is checked again. */
export function putRoute(state: State, route: Route): Route {
  if (state.routes.get(route.path) !== undefined) throw alreadyExists(route.path);
  if (state.networks.get(route.network) === undefined) throw notFound(route.network);
  if (route.origin === 'static') refuseOverQuota(state, route.network);
  state.routes.put(route);
  state.routesByNetwork.add(route.network, route.path);
  if (route.origin === 'static') state.staticRoutesByNetwork.add(route.network, route.path);
  return route;
}

export function removeRoute(state: State, path: string): void {
  const route = state.routes.get(path);
  if (route === undefined) throw notFound(path);
  state.routes.delete(path);
  state.routesByNetwork.delete(route.network, path);
  state.staticRoutesByNetwork.delete(route.network, path);
}

/** Routes to subnets come and go with the subnet only. */
export function refuseSubnetRoute(route: Route): void {
  if (route.origin !== 'subnet') return;
  throw new ApiError('badRequest', `The local route '${route.path}' cannot be deleted.`);
}

/** Where equal routes are refused; which error the service would give then is not known either. */
export function refuseEqualRoute(state: State, { path, network, destRange, priority, tags }: Route): void {
  if (state.variants.equalRoutes === 'taken') return;
  const equal = [...state.routesByNetwork.of(network)].find((other) => {
    const route = state.routes.get(other);
    const isSame = route?.destRange === destRange && route.priority === priority;
    return other !== path && isSame && route.tags.join() === tags.join();
  });
  if (equal === undefined) return;
  throw invalidField('resource.destRange', destRange, `The route '${equal}' has this range and priority.`);
}

function destination(state: State, network: string, range: string | undefined): string {
  if (range === undefined) throw required('resource.destRange');
  const canonical = canonicalRange('resource.destRange', range);
  const hidden = networkRanges(state, network).find((subnet) => contains(subnet, canonical));
  if (hidden === undefined) return canonical;
  const rule = `${canonical} hides the address space of the network (${hidden}). Cannot change the routing of packets destined for the network.`;
  throw invalidField('resource.destRange', range, rule);
}

function nextHopOf(state: State, project: string, network: string, input: RouteInput): NextHop {
  const given = HOP_FIELDS.flatMap((field): { field: NextHopField; value: string }[] => {
    const value = input[field];
    return value === undefined || value === '' ? [] : [{ field, value }];
  });
  const [hop, ...others] = given;
  if (hop === undefined) {
    throw new ApiError('invalid', `Invalid resource usage: 'A Route must specify at least one type of next hop.'.`);
  }
  if (others.length > 0) {
    throw new ApiError('invalid', `Invalid resource usage: 'A Route must specify exactly one type of next hop.'.`);
  }
  return { field: hop.field, value: hopValue(state, project, network, hop) };
}

function hopValue(state: State, project: string, network: string, hop: NextHop): string {
  if (hop.field === 'nextHopIp') return hopAddress(state, network, hop.value);
  const gateways = `projects/${project}/global/gateways`;
  const path = state.canonicalPath(resolveReference(hop.value, gateways));
  if (hop.field === 'nextHopInstance' && state.instances.get(path) === undefined) throw notFound(path);
  return path;
}

/**
 * The documentation asks for a next hop address inside the network's subnets, but not one in use: such a route is
 * made and carries a warning. Which error the service gives for an address outside is not documented.
 */
function hopAddress(state: State, network: string, address: string): string {
  const canonical = canonicalAddress('resource.nextHopIp', address);
  if (state.variants.nextHopOutsideSubnets === 'taken') return canonical;
  if (networkRanges(state, network).some((range) => contains(range, canonical))) return canonical;
  throw invalidField('resource.nextHopIp', address, 'Must be an address inside a subnetwork of the network.');
}

function refuseOverQuota(state: State, network: string): void {
  if (state.staticRoutesByNetwork.of(network).size < state.routeQuota) return;
  const message = `Quota 'STATIC_ROUTES_PER_NETWORK' exceeded. Limit: ${state.routeQuota.toFixed(1)} for network '${network}'.`;
  throw new ApiError('quotaExceeded', message);
}
