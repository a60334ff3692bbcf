import fc from 'fast-check';
import { hostileText } from '../inputs/hostile-values.ts';
import { isAcceptable } from '../oracle/cidr-oracle.ts';
import { stateless, fuzzTarget } from '../target.ts';
import { acceptedRanges, CLUSTER, RESERVED } from './accepted-claims.ts';

const octet = fc.constantFrom('0', '1', '127', '128', '200', '240', '255', '256', '00', '01', '-1', '1e1', '');
const prefix = fc.oneof(fc.nat(33).map(String), fc.constantFrom('128', '129', '024', '+24', '24 ', '', '2４'));
const group = fc.constantFrom('0', 'fd00', '10', 'ff', 'FD00', 'fffff', '', 'g', '0000');

/** Ranges at and across every border of the network, and things that look like ranges. */
const candidateRange = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('10.200', '10.240', '10.199', '10.201', '10.255'), octet, octet, prefix)
      .map(([a, b, c, p]) => `${a}.${b}.${c}/${p}`),
  },
  fc.tuple(octet, octet, octet, octet, prefix).map(([a, b, c, d, p]) => `${a}.${b}.${c}.${d}/${p}`),
  fc
    .tuple(
      fc.constantFrom('fd00:10', 'fd00:11', 'fd00:0010', 'FD00:10:0'),
      group,
      fc.constantFrom('::', ':', ''),
      fc.oneof(fc.nat(129).map(String), prefix),
    )
    .map(([a, b, c, p]) => `${a}:${b}${c}/${p}`),
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, p]) => `${address}/${p}`),
  fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, p]) => `${address}/${p}`),
  fc.constantFrom(...CLUSTER, ...RESERVED, '0.0.0.0/0', '::/0', '::ffff:10.200.0.0/112', '10.200.0.0/24%eth0'),
  hostileText,
);

/** What nodes claim: by itself each gets what the rules say, and all together never what they forbid. */
export const claims = fuzzTarget(
  'claims of nodes',
  12,
  fc.array(candidateRange, { minLength: 1, maxLength: 6 }),
  stateless((values) => {
    for (const value of values) {
      const isTaken = acceptedRanges([{ kind: 'stated', values: [value] }]).length === 1;
      if (isTaken !== isAcceptable(value, CLUSTER, RESERVED))
        throw new Error(`${JSON.stringify(value)} accepted: ${isTaken}`);
    }
    acceptedRanges(values.map((value) => ({ kind: 'stated', values: [value] })));
    acceptedRanges([{ kind: 'stated', values }]);
  }),
);
