import { stringifyIp } from 'ip-bigint';
import type { Family, Range } from '../../../../shared/reconcile/cidr.ts';

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** An address in its usual notation. */
export function addressText(family: Family, address: bigint): string {
  return stringifyIp({ number: address, version: family === 'ipv4' ? 4 : 6 });
}

/** How many addresses a prefix of that length spans. */
export function sizeOfPrefix(family: Family, prefix: number): bigint {
  return 1n << BigInt(BITS[family] - prefix);
}

/** Prefix length of a stretch of addresses; undefined when it is no single CIDR. */
export function prefixOf({ family, first, last }: Range): number | undefined {
  const size = last - first + 1n;
  const isCidr = (size & (size - 1n)) === 0n && first % size === 0n;
  return isCidr ? BITS[family] - (size.toString(2).length - 1) : undefined;
}

/** A stretch of addresses for people: a CIDR where it is one, else its first and last address. */
export function rangeText(range: Range): string {
  const prefix = prefixOf(range);
  const first = addressText(range.family, range.first);
  return prefix === undefined ? `${first} – ${addressText(range.family, range.last)}` : `${first}/${prefix}`;
}

/** Bits of one octet or group, with its place in an address. */
const PARTS = { ipv4: { bits: 8, separator: '.', radix: 10 }, ipv6: { bits: 16, separator: ':', radix: 16 } } as const;

/** The parts of an address that tell blocks of one `prefix` inside a range of prefix `outer` apart: `3` of 10.200.3.0/24. */
export function shortText(family: Family, address: bigint, outer: number, prefix: number): string {
  const { bits, separator, radix } = PARTS[family];
  const total = BITS[family] / bits;
  const from = Math.min(Math.floor(outer / bits), total - 1);
  const to = Math.max(Math.ceil(prefix / bits), from + 1);
  const parts = Array.from({ length: to - from }, (_, i) => {
    const shift = BigInt(bits * (total - 1 - from - i));
    return ((address >> shift) & ((1n << BigInt(bits)) - 1n)).toString(radix);
  });
  return parts.join(separator);
}
