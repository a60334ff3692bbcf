import type { AwsFleet } from './fleet.ts';

const node = (subnet: number): AwsFleet['nodes'][number] => ({ subnet, second: null, states: 'its range' });

const rule = (direction: 'ingress' | 'egress', range: '10.200.0.0/16' | '0.0.0.0/0') =>
  ({ direction, protocol: '-1', range, node: 0 }) as const;

/** Of two tables, one leads to the node that has the pods without saying so, the other to somebody else. */
export const OWNER_IN_DOUBT: AwsFleet = {
  families: 'IPv4',
  subnets: ['own table'],
  nodes: [node(0), node(1), { ...node(0), states: 'nothing' }, node(1)],
  faults: [
    { kind: 'all-routed', table: 1, range: '10.200.0.0/16', by: 1 },
    { kind: 'route-deleted', table: 1, to: 2 },
  ],
};

/** Three nodes in each of two subnets with tables of their own; whatever explain could forget, one of the faults brings out. */
export const EACH_HOP_BREAKS: AwsFleet = {
  families: 'IPv4',
  subnets: ['own table'],
  nodes: [node(0), node(0), node(0), node(1), node(1), node(1)],
  faults: [
    { kind: 'own-group', node: 0, rules: [rule('ingress', '10.200.0.0/16')], isAdded: false },
    { kind: 'own-group', node: 1, rules: [rule('egress', '0.0.0.0/0')], isAdded: false },
    { kind: 'part-routed', table: 0, to: 2, part: '.0/28', by: 1 },
    { kind: 'route-deleted', table: 1, to: 2 },
    { kind: 'all-routed', table: 1, range: '10.200.0.0/16', by: 2 },
    {
      kind: 'acl-rules',
      subnet: 1,
      rules: [{ rule: rule('egress', '10.200.0.0/16'), isAllowed: false, number: 50 }],
    },
    { kind: 'check-on', node: 4, nic: 0 },
    { kind: 'stopped', node: 3 },
  ],
};

/** The same over IPv6. */
export const EACH_HOP_BREAKS_IN_IPV6: AwsFleet = { ...EACH_HOP_BREAKS, families: 'dual stack' };

/** A rule for IPv6 that names the ICMP of IPv4 lets no ping through. */
export const ICMP_OF_IPV4_IN_IPV6: AwsFleet = {
  families: 'dual stack',
  subnets: [],
  nodes: [node(0), node(0)],
  faults: [
    {
      kind: 'own-group',
      node: 0,
      rules: [
        { ...rule('ingress', '0.0.0.0/0'), protocol: 'udp' },
        { ...rule('egress', '0.0.0.0/0'), protocol: 'udp' },
      ],
      isAdded: false,
    },
  ],
};
