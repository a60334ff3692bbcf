export const PROTOCOLS = ['tcp', 'udp', 'icmp'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** How much of each protocol a rule matches; `some`: only certain ports or types. */
export type MatchedProtocols = Readonly<Partial<Record<Protocol, 'all' | 'some'>>>;

/** What rules call protocols: by the numbers of IANA, or by either cloud's names. */
const PROTOCOL_NAMES: Readonly<Record<string, Protocol>> = {
  '6': 'tcp',
  tcp: 'tcp',
  '17': 'udp',
  udp: 'udp',
  '1': 'icmp',
  icmp: 'icmp',
  '58': 'icmp',
  icmpv6: 'icmp',
  ipv6_icmp: 'icmp',
};

const EVERY_PROTOCOL = new Set(['all', '-1']);

/** A protocol that a rule names, and whether the rule matches all of its ports or types. */
export interface Traffic {
  readonly protocol: string;
  readonly isAll: boolean;
}

/** What a rule for `traffic` matches. Protocols that pods do without are left out. */
export function protocolsOf(traffic: readonly Traffic[]): MatchedProtocols {
  const matched: Partial<Record<Protocol, 'all' | 'some'>> = {};
  for (const { protocol, isAll } of traffic) {
    if (EVERY_PROTOCOL.has(protocol)) return { tcp: 'all', udp: 'all', icmp: 'all' };
    const known = PROTOCOL_NAMES[protocol];
    if (known !== undefined) matched[known] = isAll || matched[known] === 'all' ? 'all' : 'some';
  }
  return matched;
}
