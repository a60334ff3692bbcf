import { BlockList } from 'node:net';

/** Arithmetic of its own, by Node's block lists: the product's is what is on trial. */
export type Family = 'ipv4' | 'ipv6';

export const CLUSTER: readonly string[] = ['10.200.0.0/16', 'fd00:10::/48'];

export const familyOf = (range: string): Family => (range.includes(':') ? 'ipv6' : 'ipv4');

const firstOf = (range: string) => range.split('/')[0] ?? '';
export const prefixOf = (range: string) => Number(range.split('/')[1]);

/** A function of a range that remembers what it found, for histories ask the same about the same few ranges. */
function remembered<Result>(find: (range: string) => Result): (range: string) => Result {
  const found = new Map<string, Result>();
  return (range) => {
    const known = found.get(range);
    if (known !== undefined) return known;
    const result = find(range);
    found.set(range, result);
    return result;
  };
}

const listOf = remembered((range) => {
  const list = new BlockList();
  list.addSubnet(firstOf(range), prefixOf(range), familyOf(range));
  return list;
});

const overlapsOf = remembered((a: string) =>
  remembered((b: string) => {
    if (familyOf(a) !== familyOf(b)) return false;
    return listOf(a).check(firstOf(b), familyOf(b)) || listOf(b).check(firstOf(a), familyOf(a));
  }),
);

/** Whether two ranges share an address. They nest or are apart, so one of them then holds the other's first. */
export const overlap = (a: string, b: string): boolean => overlapsOf(a)(b);

/** A route to all of the cluster is no node's. */
export const isWholeCluster = (range: string): boolean => CLUSTER.includes(range);

/** A whole cluster CIDR, or one in which it lies. */
export const isWholeOrMore = remembered((range) =>
  CLUSTER.some((cluster) => overlap(cluster, range) && prefixOf(range) <= prefixOf(cluster)),
);

export const isInCluster = remembered((range) =>
  CLUSTER.some((outer) => overlap(outer, range) && prefixOf(outer) <= prefixOf(range)),
);

const BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** The ranges with so long a prefix that a cluster CIDR consists of, in their order. */
export function* subnetsOf(cluster: string, prefixLength: number): Generator<string> {
  const family = familyOf(cluster);
  const size = 1n << BigInt(BITS[family] - prefixLength);
  const first = numberOf(cluster);
  for (let i = 0n; i < 1n << BigInt(prefixLength - prefixOf(cluster)); i += 1n)
    yield `${addressOf(first + i * size, family)}/${prefixLength}`;
}

/** The number of a range's first address. Of IPv6 only what is written out before `::` counts, which is enough here. */
function numberOf(range: string): bigint {
  const [width, count] = familyOf(range) === 'ipv4' ? [8n, 4] : [16n, 8];
  const parts = firstOf(range)
    .split(width === 8n ? '.' : ':')
    .filter((part) => part !== '');
  const padded = [...parts, ...Array<string>(count - parts.length).fill('0')];
  return padded.reduce((sum, part) => (sum << width) | BigInt(width === 8n ? part : `0x${part}`), 0n);
}

function addressOf(number: bigint, family: Family): string {
  const [width, count] = family === 'ipv4' ? [8n, 4] : [16n, 8];
  const parts = Array.from(
    { length: count },
    (_, i) => (number >> (width * BigInt(count - 1 - i))) & ((1n << width) - 1n),
  );
  return family === 'ipv4' ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
}
