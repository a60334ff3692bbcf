import { isIPv6 } from 'node:net';
import { Ec2Error, invalidValue } from '../../errors.ts';
import { formatIpv4, formatIpv6 } from '../../../common/ip-format.ts';
import { parseIpv4 } from '../cidr.ts';
import type { Subnet } from '../model.ts';
import type { State } from '../state.ts';

// The service keeps the first four addresses of a subnet and the last one.
const reservedAtStart = 4n;
const reservedAtEnd = 1n;

/** The wanted IPv4 address if it is free, or the next free one of the subnet. */
export function takeAddress(state: State, subnetId: string, wanted: string | undefined): string {
  const subnet = state.subnets.need(subnetId);
  return wanted === undefined ? nextFree(state, subnet) : checkWanted(state, subnet, wanted);
}

export function takeIpv6Addresses(state: State, subnetId: string, count: number): string[] {
  if (count === 0) return [];
  const range = state.subnets.need(subnetId).ipv6;
  if (range === undefined) throw invalidValue(`The subnet '${subnetId}' has no IPv6 CIDR block.`);
  const { start } = range.cidr;
  return Array.from({ length: count }, () => formatIpv6(start + 16n + BigInt(state.ids.serial())));
}

/** A requested IPv6 address, of which only the form is checked. */
export function checkIpv6Address(address: string): string {
  if (!isIPv6(address)) throw invalidValue(`Invalid IPv6 address: ${address}`);
  return address.toLowerCase();
}

export function freeAddressCount(state: State, subnet: Subnet): number {
  const size = subnet.cidr.end - subnet.cidr.start + 1n - reservedAtStart - reservedAtEnd;
  return Number(size) - state.interfacesBySubnet.count(subnet.id);
}

function checkWanted(state: State, subnet: Subnet, wanted: string): string {
  const address = parseIpv4(wanted);
  if (address === undefined) throw invalidValue(`Invalid IP address: ${wanted}`);
  const { start, end } = subnet.cidr;
  if (address < start || address > end) {
    throw invalidValue(`Address ${wanted} does not fall within the subnet's address range`);
  }
  if (address < start + reservedAtStart || address > end - reservedAtEnd) {
    throw invalidValue(`Address ${wanted} is in subnet's reserved address range`);
  }
  if (isTaken(state, subnet, wanted)) {
    throw new Ec2Error('InvalidIPAddress.InUse', `Address ${wanted} is in use.`);
  }
  return wanted;
}

function nextFree(state: State, subnet: Subnet): string {
  const { start, end } = subnet.cidr;
  const hosts = end - start + 1n;
  for (let tried = 0n; tried < hosts; tried += 1n) {
    const host = (subnet.nextHost + tried) % hosts;
    const address = formatIpv4(start + host);
    const usable = host >= reservedAtStart && host < hosts - reservedAtEnd;
    if (!usable || isTaken(state, subnet, address)) continue;
    state.subnets.put({ ...subnet, nextHost: host + 1n });
    return address;
  }
  throw new Ec2Error(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
  );
}

function isTaken(state: State, subnet: Subnet, address: string): boolean {
  return state.interfacesByAddress.has(`${subnet.id} ${address}`);
}
