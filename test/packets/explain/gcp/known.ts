import type { GcpFault, GcpFleet } from './fleet.ts';

const node = (tags: ('blue' | 'green')[], isForwardingOff = false): GcpFleet['nodes'][number] => {
  return { tags, isForwardingOff, states: 'its range', names: 'nextHopIp' };
};

type RuleAdded = Extract<GcpFault, { kind: 'rule-added' }>;
type RouteAdded = Extract<GcpFault, { kind: 'route-added' }>;

function denied(more: Pick<RuleAdded['rule'], 'direction' | 'range' | 'node'>): RuleAdded {
  const rule = { action: 'denied', protocol: 'all', priority: 900, targetTags: ['blue'], isDisabled: false } as const;
  return { kind: 'rule-added', rule: { ...rule, targetTags: ['blue'], ...more } };
}

const routed = (route: Pick<RouteAdded['route'], 'to' | 'by' | 'part' | 'isLate' | 'tags'>): RouteAdded => {
  return { kind: 'route-added', route: { ...route, names: 'nextHopInstance' } };
};

/** Three nodes with a tag and three without; whatever explain could forget, one of the faults brings out. */
export const EACH_HOP_BREAKS: GcpFleet = {
  families: 'IPv4',
  nodes: [node(['blue']), node(['blue']), node(['blue'], true), node([]), node([]), node([])],
  faults: [
    denied({ direction: 'EGRESS', range: 'of a node', node: 5 }),
    denied({ direction: 'INGRESS', range: '10.200.0.0/16', node: 0 }),
    routed({ to: 3, by: 4, part: '.0/28', isLate: false, tags: [] }),
    routed({ to: 4, by: 5, part: '.0/24', isLate: true, tags: [] }),
    routed({ to: 5, by: 0, part: '.2/32', isLate: false, tags: ['blue'] }),
    { kind: 'route-deleted', to: 5 },
    { kind: 'all-routed', by: 5, range: '10.200.0.0/16' },
    { kind: 'stopped', node: 5 },
  ],
};

/** The same over IPv6. */
export const EACH_HOP_BREAKS_IN_IPV6: GcpFleet = { ...EACH_HOP_BREAKS, families: 'dual stack' };
