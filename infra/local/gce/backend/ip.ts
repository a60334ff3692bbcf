import { isIP } from 'node:net';
import { normalizeCidr, parseCidr } from 'cidr-tools';
import { formatIpv4, formatIpv6 } from '../../common/ip-format.ts';
import { invalidField } from '../errors.ts';

/** A range as it is stored, or a refusal: the service does not cut off host bits. */
export function canonicalRange(field: string, range: string): string {
  const [address = '', prefix = ''] = range.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) {
    throw invalidField(field, range, 'Must be a valid CIDR address range.');
  }
  const canonical = normalizeCidr(range);
  if (canonical !== parseCidr(range).cidr) {
    throw invalidField(field, range, `Must be a CIDR address range with no host bits set, such as ${canonical}.`);
  }
  return canonical;
}

export function canonicalAddress(field: string, address: string): string {
  if (isIP(address) === 0) throw invalidField(field, address, 'Must be a valid IP address.');
  return normalizeCidr(address);
}

/** Whether `inner`, an address or a range, lies inside the range `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [o, i] = [parseCidr(outer), parseCidr(inner)];
  return o.version === i.version && o.start <= i.start && i.end <= o.end;
}

export function overlaps(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a.version === b.version && a.start <= b.end && b.start <= a.end;
}

/** The address at an offset in a range; undefined outside of it. */
export function addressAt(range: string, offset: bigint): string | undefined {
  const { start, end, version } = parseCidr(range);
  const value = start + offset;
  if (value > end) return undefined;
  return version === 4 ? formatIpv4(value) : formatIpv6(value);
}
