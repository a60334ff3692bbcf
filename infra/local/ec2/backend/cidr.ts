import { isIPv4, isIPv6 } from 'node:net';
import { normalizeCidr, parseCidr as parse } from 'cidr-tools';

export type Family = 4 | 6;

/** A range in canonical form: host bits cleared, IPv6 in lower case and compressed. */
export interface Cidr {
  readonly text: string;
  readonly family: Family;
  readonly prefix: number;
  readonly start: bigint;
  readonly end: bigint;
}

/** The range, or undefined for anything that is not `address/prefix`. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  if (Number(prefix) > (family === 4 ? 32 : 128)) return undefined;
  const { start, end } = parse(text);
  return { text: normalizeCidr(text), family, prefix: Number(prefix), start, end };
}

/** The address as a number, if it is an IPv4 address. */
export function parseIpv4(address: string): bigint | undefined {
  return isIPv4(address) ? parse(address).start : undefined;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.start <= inner.start && inner.end <= outer.end;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.start <= b.end && b.start <= a.end;
}

function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return 4;
  // A scope (fe80::1%eth0) is an address to Node, and no part of a range.
  return isIPv6(address) && !address.includes('%') ? 6 : undefined;
}
