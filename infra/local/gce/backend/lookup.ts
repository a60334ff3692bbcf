import { notFound } from '../errors.ts';
import { resolveReference } from '../links.ts';
import type { State } from './state.ts';
import type { Network, Subnet } from './model.ts';

export const networksOf = (project: string): string => `projects/${project}/global/networks`;

export const routesOf = (project: string): string => `projects/${project}/global/routes`;

export const subnetsOf = (project: string, region: string): string =>
  `projects/${project}/regions/${region}/subnetworks`;

export const instancesOf = (project: string, zone: string): string => `projects/${project}/zones/${zone}/instances`;

/** The network a reference means, which must exist. */
export function requireNetwork(state: State, reference: string, project: string): Network {
  const path = state.canonicalPath(resolveReference(reference, networksOf(project)));
  const network = state.networks.get(path);
  if (network === undefined) throw notFound(path);
  return network;
}

/** The subnet a reference means, which must exist. */
export function requireSubnet(state: State, reference: string, project: string, region: string): Subnet {
  const path = state.canonicalPath(resolveReference(reference, subnetsOf(project, region)));
  const subnet = state.subnets.get(path);
  if (subnet === undefined) throw notFound(path);
  return subnet;
}

/** Every range of the subnet: primary, secondary and IPv6. */
export function rangesOf(subnet: Subnet): string[] {
  const ipv6 = subnet.ipv6Range === undefined ? [] : [subnet.ipv6Range];
  return [subnet.range, ...subnet.secondaryRanges.map((secondary) => secondary.ipCidrRange), ...ipv6];
}

export function networkRanges(state: State, network: string): string[] {
  return [...state.subnetsByNetwork.of(network)].flatMap((path) => {
    const subnet = state.subnets.get(path);
    return subnet === undefined ? [] : rangesOf(subnet);
  });
}
