import { stringifyIp } from 'ip-bigint';
import type { AddressFamily, AddressRange } from '../../../../shared/reconcile/model/ranges/cidr.ts';

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** An address in its usual notation. */
export function formatAddress(family: AddressFamily, address: bigint): string {
  return stringifyIp({ number: address, version: family === 'ipv4' ? 4 : 6 });
}

/** How many addresses a prefix of that length spans. */
export function prefixSize(family: AddressFamily, prefix: number): bigint {
  return 1n << BigInt(BITS[family] - prefix);
}

/** Prefix length of a stretch of addresses; undefined when it is no single CIDR. */
export function prefixLength({ family, first, last }: AddressRange): number | undefined {
  const size = last - first + 1n;
  const isCidr = (size & (size - 1n)) === 0n && first % size === 0n;
  return isCidr ? BITS[family] - (size.toString(2).length - 1) : undefined;
}

/** A stretch of addresses for people: a CIDR where it is one, else its first and last address. */
export function formatRange(range: AddressRange): string {
  const prefix = prefixLength(range);
  const first = formatAddress(range.family, range.first);
  return prefix === undefined ? `${first} – ${formatAddress(range.family, range.last)}` : `${first}/${prefix}`;
}

/** Bits of one octet or group, with its place in an address. */
const ADDRESS_PARTS = {
  ipv4: { bits: 8, separator: '.', radix: 10 },
  ipv6: { bits: 16, separator: ':', radix: 16 },
} as const;

/** The parts of an address that tell blocks of one `prefix` inside a range of prefix `outer` apart: `3` of 10.200.3.0/24. */
export function formatShortAddress(family: AddressFamily, address: bigint, outer: number, prefix: number): string {
  const { bits, separator, radix } = ADDRESS_PARTS[family];
  const total = BITS[family] / bits;
  const from = Math.min(Math.floor(outer / bits), total - 1);
  const to = Math.max(Math.ceil(prefix / bits), from + 1);
  const parts = Array.from({ length: to - from }, (_, i) => {
    const shift = BigInt(bits * (total - 1 - from - i));
    return ((address >> shift) & ((1n << BigInt(bits)) - 1n)).toString(radix);
  });
  return parts.join(separator);
}
