import { isIPv4, isIPv6 } from 'node:net';
import { normalizeCidr, parseCidr as parseRange } from 'cidr-tools';
import { stringifyIp } from 'ip-bigint';

declare const brand: unique symbol;

/** A canonical IPv4 or IPv6 range: no host bits, lower case, shortest form. Made only by the functions below. */
export type Cidr = string & { readonly [brand]: 'Cidr' };

export type AddressFamily = 'ipv4' | 'ipv6';

/** First and last address of a range as numbers, comparable only within a family. */
export interface AddressRange {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

const PREFIX = /^(0|[1-9]\d{0,2})$/;

/** cidr-tools alone would accept 192.168.1/24 and /33. */
function isStrictNotation(text: string): boolean {
  const [address, prefix, ...rest] = text.split('/');
  if (address === undefined || prefix === undefined || rest.length > 0 || !PREFIX.test(prefix)) return false;
  if (isIPv4(address)) return Number(prefix) <= 32;
  // A VPC routes neither a zone (%eth0) nor a mapped IPv4 address.
  return isIPv6(address) && !/[%.]/.test(address) && Number(prefix) <= 128;
}

function isCanonical(text: string): text is Cidr {
  return isStrictNotation(text) && normalizeCidr(text) === text;
}

/** The canonical form of a range that a cloud printed, host bits cleared; undefined when it is no range. */
export function canonicalCidr(text: string): Cidr | undefined {
  const trimmed = text.trim();
  if (!isStrictNotation(trimmed)) return undefined;
  const canonical = normalizeCidr(trimmed);
  return isCanonical(canonical) ? canonical : undefined;
}

/**
 * Reads a range that somebody wrote: strictly, so that a typo is refused instead of guessed at. Returns the range, or the
 * rule that `text` breaks.
 */
export function parseCidr(text: string): { readonly cidr: Cidr } | { readonly rule: string } {
  const cidr = canonicalCidr(text);
  if (cidr === undefined) return { rule: 'is not a range like 10.200.0.0/24 or fd00:10::/64' };
  const range = parseRange(text.trim());
  const address = parseRange(text.trim().split('/')[0] ?? '').start;
  if (address !== range.start) return { rule: `has host bits set; the range is ${cidr}` };
  return { cidr };
}

export function canonicalCidrs(texts: Iterable<string | undefined>): Cidr[] {
  return [...texts].map((text = '') => canonicalCidr(text)).filter((cidr) => cidr !== undefined);
}

/** Those of `texts` that `parseCidr` accepts. */
export function readableCidrs(texts: Iterable<string>): Cidr[] {
  return [...texts].map(parseCidr).flatMap((parsed) => ('cidr' in parsed ? [parsed.cidr] : []));
}

export function rangeOf(cidr: Cidr): AddressRange {
  const { start, end, version } = parseRange(cidr);
  return { family: version === 4 ? 'ipv4' : 'ipv6', first: start, last: end };
}

export const ADDRESS_BITS: Readonly<Record<AddressFamily, number>> = { ipv4: 32, ipv6: 128 };

/** The range of `prefixLength` bits that begins at the address `first`. Throws RangeError when none begins there. */
export function cidrAt(family: AddressFamily, first: bigint, prefixLength: number): Cidr {
  const address = stringifyIp({ number: first, version: family === 'ipv4' ? 4 : 6 });
  const cidr = canonicalCidr(`${address}/${prefixLength}`);
  if (cidr === undefined || rangeOf(cidr).first !== first)
    throw new RangeError(`no /${prefixLength} begins at ${address}`);
  return cidr;
}

export function familyOf(cidr: Cidr): AddressFamily {
  return cidr.includes(':') ? 'ipv6' : 'ipv4';
}

export function prefixLengthOf(cidr: Cidr): number {
  return Number(cidr.split('/')[1]);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  const a = rangeOf(outer);
  const b = rangeOf(inner);
  return a.family === b.family && a.first <= b.first && b.last <= a.last;
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  const a = rangeOf(one);
  const b = rangeOf(other);
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

export function within(outers: readonly Cidr[], cidr: Cidr): boolean {
  return outers.some((outer) => contains(outer, cidr));
}

/** IPv4 before IPv6, then by first address, the wider range first. */
export function compareCidrs(one: Cidr, other: Cidr): number {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  if (a.family !== b.family) return a.family < b.family ? -1 : 1;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last === b.last ? 0 : a.last > b.last ? -1 : 1;
}
