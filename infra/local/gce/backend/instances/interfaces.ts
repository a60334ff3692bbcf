import { ApiError, invalidField } from '../../errors.ts';
import { addressAt, canonicalAddress, contains } from '../ip.ts';
import { requireNetwork, requireSubnet } from '../lookup.ts';
import { regionOfZone } from '../locations.ts';
import { addressKey, type State } from '../state.ts';
import type { Nic, Subnet } from '../model.ts';

export interface NicInput {
  readonly network?: string | undefined;
  readonly subnetwork?: string | undefined;
  readonly networkIP?: string | undefined;
  readonly ipv6Address?: string | undefined;
  readonly stackType?: string | undefined;
  readonly accessConfigs?: readonly unknown[] | undefined;
}

/** The first address the service gives out: the network's and the gateway's own come before it. */
const FIRST_HOST = 2n;
/** Instances get a /96 each, so their IPv6 addresses lie 2^32 apart. */
const IPV6_STRIDE = 1n << 32n;

/** The interfaces of a new instance, with addresses given or chosen. */
export function draftNics(state: State, project: string, zone: string, inputs: readonly NicInput[]): Nic[] {
  const region = regionOfZone(zone);
  const taken = new Set<string>();
  return inputs.map((input) => {
    const subnet = subnetFor(state, project, region, input);
    const ip = ipv4For(state, subnet, input.networkIP, taken);
    const ipv6 = ipv6For(state, subnet, input);
    const externalIp = (input.accessConfigs ?? []).length > 0 ? state.ids.externalAddress() : undefined;
    taken.add(addressKey(subnet.network, ip));
    return { network: subnet.network, subnet: subnet.path, ip, ipv6, externalIp, fingerprint: state.ids.fingerprint() };
  });
}

function subnetFor(state: State, project: string, region: string, input: NicInput): Subnet {
  if (input.subnetwork !== undefined) return requireSubnet(state, input.subnetwork, project, region);
  const network = requireNetwork(state, input.network ?? 'default', project);
  for (const path of state.subnetsByNetwork.of(network.path)) {
    const subnet = state.subnets.get(path);
    if (subnet !== undefined && path.includes(`/regions/${region}/`)) return subnet;
  }
  throw invalidField('resource.networkInterfaces[0].subnetwork', '', 'Network interface must specify a subnet.');
}

function ipv4For(state: State, subnet: Subnet, wanted: string | undefined, taken: ReadonlySet<string>): string {
  if (wanted === undefined) return nextFree(state, subnet, subnet.range, FIRST_HOST, 1n, taken);
  const field = 'resource.networkInterfaces[0].networkIP';
  const address = canonicalAddress(field, wanted);
  if (!contains(subnet.range, address)) {
    throw invalidField(field, wanted, 'Requested internal IP address is outside the subnetwork CIDR range.');
  }
  refuseTaken(state, subnet, address);
  return address;
}

function ipv6For(state: State, subnet: Subnet, input: NicInput): string | undefined {
  const { ipv6Range } = subnet;
  const wanted = input.ipv6Address;
  if (wanted === undefined && input.stackType !== 'IPV4_IPV6') return undefined;
  const field = 'resource.networkInterfaces[0].ipv6Address';
  if (ipv6Range === undefined) throw invalidField(field, wanted, 'The subnetwork has no IPv6 range.');
  if (wanted === undefined) return nextFree(state, subnet, ipv6Range, IPV6_STRIDE, IPV6_STRIDE);
  const address = canonicalAddress(field, wanted.replace(/\/96$/, ''));
  if (!contains(ipv6Range, address)) {
    throw invalidField(field, wanted, 'Requested IPv6 address is outside the subnetwork IPv6 range.');
  }
  refuseTaken(state, subnet, address);
  return address;
}

function refuseTaken(state: State, subnet: Subnet, address: string): void {
  const holder = state.holders.get(addressKey(subnet.network, address));
  if (holder === undefined) return;
  throw new ApiError(
    'badRequest',
    `IP_IN_USE_BY_ANOTHER_RESOURCE: IP '${address}' is already being used by '${holder}'.`,
  );
}

/** Looks from where the last search of this range ended, so that a thousand instances need a thousand steps. */
function nextFree(
  state: State,
  subnet: Subnet,
  range: string,
  first: bigint,
  stride: bigint,
  taken: ReadonlySet<string> = new Set(),
): string {
  const cursor = addressKey(subnet.network, range);
  for (const start of [state.cursors.get(cursor) ?? first, first]) {
    for (let offset = start; ; offset += stride) {
      const address = addressAt(range, offset);
      if (address === undefined) break;
      const key = addressKey(subnet.network, address);
      if (state.holders.has(key) || taken.has(key)) continue;
      state.cursors.set(cursor, offset);
      return address;
    }
  }
  throw new ApiError('badRequest', `IP_SPACE_EXHAUSTED: IP space of '${subnet.path}' is exhausted.`);
}
