import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalCidr,
  contains,
  familyOf,
  overlaps,
  parseCidr,
  rangeOf,
} from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { cidr } from '../../../../support/builders/network.ts';

describe('parseCidr', () => {
  it.each([
    ['10.200.0.0/24', '10.200.0.0/24'],
    [' 10.200.0.0/24 ', '10.200.0.0/24'],
    ['FD00:10:0:0::/64', 'fd00:10::/64'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('takes %s', (text, canonical) => {
    expect(parseCidr(text)).toEqual({ cidr: canonical });
  });

  it.each([
    '',
    'banana',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '/8',
    '1.2.3.4/8/8',
    '::/129',
    '::%1/64',
    'a'.repeat(9999),
  ])('refuses %s', (text) => {
    expect(parseCidr(text)).toHaveProperty('rule');
  });
});

describe('canonicalCidr', () => {
  it('clears host bits, as the clouds do', () => {
    expect(canonicalCidr('100.68.0.18/18')).toBe('100.68.0.0/18');
  });

  it('answers undefined for what is no range', () => {
    expect(canonicalCidr('pl-123')).toBeUndefined();
  });
});

describe('contains and overlaps', () => {
  it.each([
    ['10.0.0.0/16', '10.0.0.0/8', false],
    ['10.200.0.0/16', '10.200.0.0/15', false],
    ['10.200.0.0/16', '10.200.255.0/24', true],
    ['10.200.0.0/16', '10.200.0.0/16', true],
    ['10.200.0.0/16', '10.201.0.0/24', false],
    ['fd00::/16', '10.200.0.0/24', false],
    ['0.0.0.0/0', '::/64', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(contains(cidr(outer), cidr(inner))).toBe(expected);
  });

  const anyCidr = fc
    .oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(
        fc.ipV6().filter((address) => !address.includes('.')),
        fc.integer({ min: 0, max: 128 }),
      ),
    )
    .map(([address, prefix]) => cidr(`${address}/${prefix}`));

  it('agree with the plain meaning: first and last address', () => {
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        const [x, y] = [rangeOf(a), rangeOf(b)];
        const same = familyOf(a) === familyOf(b);
        expect(contains(a, b)).toBe(same && x.first <= y.first && y.last <= x.last);
        expect(overlaps(a, b)).toBe(same && (contains(a, b) || contains(b, a)));
        expect(canonicalCidr(a)).toBe(a);
      }),
    );
  });
});
