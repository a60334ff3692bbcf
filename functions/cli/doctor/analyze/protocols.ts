import type { AddressFamily } from '../../../../shared/reconcile/model/ranges/cidr.ts';

export const PROTOCOLS = ['tcp', 'udp', 'icmp'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** ICMP over IPv6 is another protocol for rules, though nobody sends either over the other's family. */
type RuleProtocol = Protocol | 'icmpv6';

/** What rules have to name to match a protocol over a family. */
export const ruleProtocol = (protocol: Protocol, family: AddressFamily): RuleProtocol =>
  protocol === 'icmp' && family === 'ipv6' ? 'icmpv6' : protocol;

/** How much of each protocol a rule matches; `some`: only certain ports or types. */
export type MatchedProtocols = Readonly<Partial<Record<RuleProtocol, 'all' | 'some'>>>;

/** What rules call protocols: by the numbers of IANA, or by either cloud's names. */
const PROTOCOL_NAMES: Readonly<Record<string, RuleProtocol>> = {
  '6': 'tcp',
  tcp: 'tcp',
  '17': 'udp',
  udp: 'udp',
  '1': 'icmp',
  icmp: 'icmp',
  '58': 'icmpv6',
  icmpv6: 'icmpv6',
  ipv6_icmp: 'icmpv6',
};

const EVERY_PROTOCOL = new Set(['all', '-1']);

/** A protocol that a rule names, and whether the rule matches all of its ports or types. */
export interface Traffic {
  readonly protocol: string;
  readonly isAll: boolean;
}

/** What a rule for `traffic` matches. Protocols that pods do without are left out. */
export function protocolsOf(traffic: readonly Traffic[]): MatchedProtocols {
  const matched: Partial<Record<RuleProtocol, 'all' | 'some'>> = {};
  for (const { protocol, isAll } of traffic) {
    if (EVERY_PROTOCOL.has(protocol)) return { tcp: 'all', udp: 'all', icmp: 'all', icmpv6: 'all' };
    const known = PROTOCOL_NAMES[protocol];
    if (known !== undefined) matched[known] = isAll || matched[known] === 'all' ? 'all' : 'some';
  }
  return matched;
}
