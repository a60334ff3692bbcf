import { ApiError, alreadyExists, invalidField, notFound, required } from '../../errors.ts';
import { projectOf } from '../../links.ts';
import { canonicalRange, overlaps } from '../ip.ts';
import { networkRanges, rangesOf, routesOf, subnetsOf } from '../lookup.ts';
import { requireName } from '../names.ts';
import { putRoute, removeRoute } from '../routes/routes.ts';
import type { State } from '../state.ts';
import type { Network, Route, SecondaryRange, Subnet } from '../model.ts';

interface SecondaryRangeInput {
  readonly rangeName?: string | undefined;
  readonly ipCidrRange?: string | undefined;
}

export interface SubnetInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly ipCidrRange?: string | undefined;
  readonly internalIpv6Prefix?: string | undefined;
  readonly secondaryIpRanges?: readonly SecondaryRangeInput[] | undefined;
}

/** A subnet from the posted body, not yet in the state. */
export function draftSubnet(state: State, network: Network, region: string, input: SubnetInput): Subnet {
  const path = `${subnetsOf(projectOf(network.path), region)}/${requireName(input.name)}`;
  if (state.subnets.get(path) !== undefined) throw alreadyExists(path);
  if (input.ipCidrRange === undefined) throw required('resource.ipCidrRange');
  const subnet = {
    ...state.newResource(path, input.description),
    network: network.path,
    range: canonicalRange('resource.ipCidrRange', input.ipCidrRange),
    ipv6Range: input.internalIpv6Prefix && canonicalRange('resource.internalIpv6Prefix', input.internalIpv6Prefix),
    secondaryRanges: (input.secondaryIpRanges ?? []).map(secondaryRange),
    fingerprint: state.ids.fingerprint(),
  };
  refuseOverlaps(state, subnet);
  return subnet;
}

export function putSubnet(state: State, subnet: Subnet): Subnet {
  state.journal.write(() => {
    state.subnets.put(subnet);
    state.subnetsByNetwork.add(subnet.network, subnet.path);
    for (const range of rangesOf(subnet)) putRoute(state, subnetRoute(state, subnet, range));
  });
  return subnet;
}

/** Removes a subnet that no instance uses, and its routes. */
export function removeSubnet(state: State, path: string): void {
  const subnet = state.subnets.get(path);
  if (subnet === undefined) throw notFound(path);
  const [user] = state.instancesBySubnet.of(path);
  if (user !== undefined) {
    const message = `The subnetwork resource '${path}' is already being used by '${user}'`;
    throw new ApiError('resourceInUseByAnotherResource', message);
  }
  state.journal.write(() => {
    for (const route of subnetRoutesOf(state, subnet)) removeRoute(state, route.path);
    state.subnetsByNetwork.delete(subnet.network, path);
    state.subnets.delete(path);
  });
}

function secondaryRange(range: SecondaryRangeInput): SecondaryRange {
  if (range.rangeName === undefined) throw required('resource.secondaryIpRanges[].rangeName');
  if (range.ipCidrRange === undefined) throw required('resource.secondaryIpRanges[].ipCidrRange');
  const ipCidrRange = canonicalRange('resource.secondaryIpRanges[].ipCidrRange', range.ipCidrRange);
  return { rangeName: range.rangeName, ipCidrRange };
}

function refuseOverlaps(state: State, subnet: Subnet): void {
  const taken = networkRanges(state, subnet.network);
  for (const range of rangesOf(subnet)) {
    const other = taken.find((candidate) => overlaps(candidate, range));
    if (other === undefined) continue;
    throw invalidField('resource.ipCidrRange', range, `Range conflicts with the existing range ${other}.`);
  }
}

function subnetRoute(state: State, subnet: Subnet, range: string): Route {
  const project = projectOf(subnet.path);
  return {
    ...state.newResource(`${routesOf(project)}/default-route-${state.ids.hex(16)}`),
    description: `Default local route to the subnetwork ${range}.`,
    network: subnet.network,
    destRange: range,
    // Newer networks show 0 here; the tutorial's table shows 1000.
    priority: 1000,
    nextHop: { field: 'nextHopNetwork', value: subnet.network },
    tags: [],
    origin: 'subnet',
  };
}

function subnetRoutesOf(state: State, subnet: Subnet): Route[] {
  const ranges = new Set(rangesOf(subnet));
  return [...state.routesByNetwork.of(subnet.network)].flatMap((path) => {
    const route = state.routes.get(path);
    return route?.origin === 'subnet' && ranges.has(route.destRange) ? [route] : [];
  });
}
