import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cidr, cidrAt, overlaps, within } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { RangePool } from '../../../../../shared/reconcile/model/ranges/range-pool.ts';
import { TakenRanges } from '../../../../../shared/reconcile/model/ranges/taken-ranges.ts';
import { cidr } from '../../../../support/builders/network.ts';

const BASE = 0x0a_c8_00_00n;

/** Ranges of 16 to 1024 addresses in 10.200.0.0/22 and a little around it. */
const someRange = fc.tuple(fc.integer({ min: 22, max: 28 }), fc.integer({ min: 0, max: 127 })).map(([prefix, at]) => {
  const size = 1n << BigInt(32 - prefix);
  return cidrAt('ipv4', ((BASE + BigInt(at) * 16n) / size) * size, prefix);
});

/** All ranges of the pool, by number. */
const slotsOf = (pool: RangePool): Cidr[] =>
  Array.from({ length: Number(pool.count) }, (_, slot) => {
    const { address = 0n } = pool.addressOf(BigInt(slot)) ?? {};
    return cidrAt(pool.family, address, pool.prefixLength);
  });

describe('TakenRanges', () => {
  const pools = fc.record({
    cidrs: fc.constantFrom([cidr('10.200.0.0/23')], [cidr('10.200.2.0/24'), cidr('10.200.0.0/24')]),
    prefixLength: fc.integer({ min: 25, max: 28 }),
  });

  it('finds the first free range from a slot on, in a circle, as trying each does', () => {
    fc.assert(
      fc.property(
        pools,
        fc.array(someRange, { maxLength: 12 }),
        fc.array(someRange, { maxLength: 4 }),
        fc.nat(),
        ({ cidrs, prefixLength }, taken, added, start) => {
          const pool = new RangePool(cidrs, 'ipv4', prefixLength);
          const ranges = new TakenRanges(taken);
          for (const each of added) ranges.add(each);
          const slots = slotsOf(pool);
          const isFree = (slot: Cidr) => ![...taken, ...added].some((each) => overlaps(each, slot));
          const first = start % slots.length;
          const expected = [...slots.slice(first), ...slots.slice(0, first)].find(isFree);
          expect(ranges.findFree(pool, BigInt(first))).toBe(expected);
          expect(ranges.countFree(pool)).toBe(BigInt(slots.filter(isFree).length));
        },
      ),
    );
  });

  it('gives each of the ranges of a pool once', () => {
    const pool = new RangePool([cidr('10.200.0.0/20'), cidr('10.201.0.0/24'), cidr('fd00:10::/48')], 'ipv4', 24);
    const ranges = new TakenRanges([cidr('10.200.7.128/25')]);
    const given: Cidr[] = [];
    for (let next = ranges.findFree(pool, 11n); next !== undefined; next = ranges.findFree(pool, 11n)) {
      given.push(next);
      ranges.add(next);
    }
    // The /24 has no range of its own size to give: it would be the whole of a cluster CIDR.
    expect(new Set(given).size).toBe(15);
    expect(given.every((each) => within([cidr('10.200.0.0/20')], each))).toBe(true);
    expect(given).not.toContain('10.200.7.0/24');
  });

  it('numbers the /64s of a /32 without counting them', () => {
    const pool = new RangePool([cidr('fd00:10::/32')], 'ipv6', 64);
    expect(pool.count).toBe(2n ** 32n);
    const ranges = new TakenRanges([cidr('fd00:10:ff00::/40')]);
    expect(ranges.findFree(pool, 0xff_12_34_56n)).toBe('fd00:10::/64');
    expect(ranges.countFree(pool)).toBe(2n ** 32n - 2n ** 24n);
  });
});
