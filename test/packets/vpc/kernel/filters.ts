import type { Filter, FilterRule, Port } from '../model.ts';

/** The name of a port's link on the router; undefined if it has none. */
export type LinkOf = (port: string) => string | undefined;

/** The ruleset of the router. */
export function ruleset(ports: readonly Port[], filters: readonly Filter[], linkOf: LinkOf): string {
  const numbered = filters.map((filter, i) => ({ ...filter, chain: `filter${i}` }));
  const jumps = (isStateful: boolean) =>
    numbered.filter((each) => each.isStateful === isStateful).flatMap((each) => jumpTo(each.chain, each, linkOf));
  return `
table inet vpc
delete table inet vpc
table inet vpc {
${numbered.map(({ chain, ...filter }) => chainOf(chain, filter)).join('\n')}
chain forward {
type filter hook forward priority 0; policy accept;
${[...ports.flatMap((port) => sourceDestCheck(port, linkOf)), ...jumps(false)].join('\n')}
ct state established,related accept
${jumps(true).join('\n')}
}
}
`;
}

const field = (address: string) => (address.includes(':') ? 'ip6' : 'ip');

/** What an interface sends and receives has its own address. */
function sourceDestCheck({ id, addresses, forwards }: Port, linkOf: LinkOf): string[] {
  const link = linkOf(id);
  if (link === undefined || forwards) return [];
  const not = (end: string, family: string) => {
    const own = addresses.filter((address) => field(address) === family);
    return own.length === 0 ? '' : `${family} ${end} != { ${own.join(', ')} } `;
  };
  return ['ip', 'ip6'].flatMap((family) => {
    const only = family === 'ip' ? 'meta nfproto ipv4' : 'meta nfproto ipv6';
    return [
      `iifname "${link}" ${only} ${not('saddr', family)}drop`,
      `oifname "${link}" ${only} ${not('daddr', family)}drop`,
    ];
  });
}

function jumpTo(chain: string, { ports, direction, isBorder }: Filter, linkOf: LinkOf): string[] {
  const links = ports.flatMap((port) => linkOf(port) ?? []);
  if (links.length === 0) return [];
  const set = `{ ${links.map((link) => `"${link}"`).join(', ')} }`;
  const [from, to] = direction === 'out' ? ['iifname', 'oifname'] : ['oifname', 'iifname'];
  return [`${from} ${set} ${isBorder ? `${to} != ${set} ` : ''}jump ${chain}`];
}

function chainOf(name: string, { direction, rules }: Filter): string {
  return [`chain ${name} {`, ...rules.map((rule) => ruleOf(direction, rule)), 'drop', '}'].join('\n');
}

function ruleOf(direction: Filter['direction'], { peer, protocol, ports, icmpType, verdict }: FilterRule): string {
  const end = direction === 'out' ? 'daddr' : 'saddr';
  const family = field(peer);
  const isAnyone = peer.endsWith('/0');
  return [
    isAnyone ? `meta nfproto ${family === 'ip' ? 'ipv4' : 'ipv6'}` : `${family} ${end} ${peer}`,
    protocol === undefined ? '' : `meta l4proto ${protocol}`,
    ports === undefined ? '' : `th dport ${ports.from}-${ports.to}`,
    icmpType === undefined ? '' : `${protocol === 58 ? 'icmpv6' : 'icmp'} type ${icmpType}`,
    verdict === 'allow' ? 'return' : 'drop',
  ].join(' ');
}
