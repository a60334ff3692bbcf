import { ApiError, alreadyExists } from '../../errors.ts';
import { nameOf, projectOf } from '../../links.ts';
import { addressAt } from '../ip.ts';
import { networksOf, routesOf } from '../lookup.ts';
import { requireName } from '../names.ts';
import { REGIONS } from '../locations.ts';
import { putRoute, removeRoute } from '../routes/routes.ts';
import type { State } from '../state.ts';
import { draftSubnet, putSubnet } from './subnets.ts';
import type { Network, Route } from '../model.ts';

export interface NetworkInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly autoCreateSubnetworks?: boolean | undefined;
  readonly routingConfig?: { readonly routingMode?: string | undefined } | undefined;
}

const AUTO_RANGES = '10.128.0.0/9';

/** A network from the posted body, not yet in the state. */
export function draftNetwork(state: State, project: string, input: NetworkInput): Network {
  const path = `${networksOf(project)}/${requireName(input.name)}`;
  if (state.networks.get(path) !== undefined) throw alreadyExists(path);
  return {
    ...state.newResource(path, input.description),
    autoCreateSubnetworks: input.autoCreateSubnetworks ?? false,
    routingMode: input.routingConfig?.routingMode ?? 'REGIONAL',
  };
}

/** Adds the network with its default internet route and, in automatic mode, a subnet in each region. */
export function putNetwork(state: State, network: Network): Network {
  state.journal.write(() => {
    state.networks.put(network);
    putRoute(state, defaultRoute(state, network));
    if (network.autoCreateSubnetworks) putAutomaticSubnets(state, network);
  });
  return network;
}

/** Removes a network that nothing but its own default routes belongs to. */
export function removeNetwork(state: State, path: string): void {
  const [user] = [...state.subnetsByNetwork.of(path), ...state.staticRoutesByNetwork.of(path)];
  if (user !== undefined) {
    const message = `The network resource '${path}' is already being used by '${user}'`;
    throw new ApiError('resourceInUseByAnotherResource', message);
  }
  state.journal.write(() => {
    for (const route of state.routesByNetwork.of(path)) removeRoute(state, route);
    state.networks.delete(path);
  });
}

function defaultRoute(state: State, network: Network): Route {
  const project = projectOf(network.path);
  return {
    ...state.newResource(`${routesOf(project)}/default-route-${state.ids.hex(16)}`),
    description: 'Default route to the Internet.',
    network: network.path,
    destRange: '0.0.0.0/0',
    priority: 1000,
    nextHop: { field: 'nextHopGateway', value: `projects/${project}/global/gateways/default-internet-gateway` },
    tags: [],
    origin: 'default',
  };
}

function putAutomaticSubnets(state: State, network: Network): void {
  const name = nameOf(network.path);
  for (const [index, region] of Object.keys(REGIONS).entries()) {
    const base = addressAt(AUTO_RANGES, BigInt(index) << 12n) ?? '10.128.0.0';
    const draft = draftSubnet(state, network, region, { name, ipCidrRange: `${base}/20` });
    putSubnet(state, draft);
  }
}
