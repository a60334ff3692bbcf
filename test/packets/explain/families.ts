/** What of a dual-stack fleet is broken: its IPv6, while its IPv4 stays as it was. */
export type Families = 'IPv4' | 'dual stack';

export const CLUSTER_CIDRS: Readonly<Record<Families, string>> = {
  IPv4: '10.200.0.0/16',
  'dual stack': '10.200.0.0/16,fd00:10::/48',
};

/** Ranges of IPv6 that lie to each other as those of IPv4 do. */
const IPV6: Readonly<Record<string, string>> = {
  '10.200.0.0/16': 'fd00:10::/48',
  '10.200.0.0/22': 'fd00:10:0:10::/62',
  '10.200.2.0/23': 'fd00:10:0:12::/63',
  '10.99.0.0/16': 'fd00:99::/48',
  '10.0.0.0/8': 'fd00::/16',
  '0.0.0.0/0': '::/0',
};

export function rangeIn(families: Families, range: string): string {
  const translated = families === 'IPv4' ? range : IPV6[range];
  if (translated === undefined) throw new Error(`there is no IPv6 for ${range}`);
  return translated;
}

/** The ranges of the pods of node `i`; the last is that which faults are about. */
export function nodeRanges(families: Families, i: number, isOutside: boolean): readonly string[] {
  const [four, six] = isOutside
    ? [`10.99.${i}.0/24`, `fd00:99:0:1${i}::/64`]
    : [`10.200.${i}.0/24`, `fd00:10:0:1${i}::/64`];
  return families === 'IPv4' ? [four] : [four, six];
}

const PARTS_IN_IPV6 = { '.0/24': '::/64', '.0/28': '::/124', '.128/25': ':8000::/65', '.2/32': '::2/128' } as const;

/** A part of a node's range, by the end that it has in IPv4. */
export function partOf(range: string, part: keyof typeof PARTS_IN_IPV6): string {
  return range.includes(':') ? range.replace('::/64', PARTS_IN_IPV6[part]) : range.replace('.0/24', part);
}

/** ICMP in a family. What is IPv4's ICMP in a rule for IPv6 matches nothing: UDP is called that there. */
export function protocolIn(families: Families, protocol: 'icmp' | 'tcp' | 'udp'): 'icmp' | 'icmpv6' | 'tcp' | 'udp' {
  if (families === 'IPv4' || protocol === 'tcp') return protocol;
  return protocol === 'icmp' ? 'icmpv6' : 'icmp';
}
