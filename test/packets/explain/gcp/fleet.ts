import fc from 'fast-check';

const anyTags = fc.subarray(['blue', 'green']);

/** What routes and rules are for: instances with one of these tags or, without any, all. */
const anyTarget = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, anyTags);

const anyRule = fc.record({
  direction: fc.constantFrom('INGRESS', 'EGRESS'),
  action: fc.constantFrom('allowed', 'denied'),
  protocol: fc.constantFrom('all', 'icmp', 'tcp', 'udp'),
  range: fc.constantFrom('10.200.0.0/16', '10.200.0.0/22', '10.200.2.0/23', 'of a node', '0.0.0.0/0', '10.0.0.0/8'),
  node: fc.nat(),
  priority: fc.constantFrom(1, 900, 1000, 1100, 65_000),
  targetTags: anyTarget,
  isDisabled: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});

/** Numbers that differ from each other in one fleet: what equal routes share is not told apart by a ping. */
const anyRoute = fc.record({
  to: fc.nat(),
  /** The node that it leads to. */
  by: fc.nat(),
  part: fc.constantFrom('.0/24', '.0/28', '.128/25', '.2/32'),
  isLate: fc.boolean(),
  tags: anyTarget,
  names: fc.constantFrom('nextHopIp', 'nextHopInstance'),
});

/** How a network goes wrong. Numbers are taken modulo how many there are. */
const anyFault = fc.oneof(
  fc.record({ kind: fc.constant('route-deleted'), to: fc.nat() }),
  fc.record({ kind: fc.constant('route-added'), route: anyRoute }),
  fc.record({ kind: fc.constant('all-routed'), by: fc.nat(), range: fc.constantFrom('10.200.0.0/16', '10.0.0.0/8') }),
  fc.record({
    kind: fc.constant('gateway-routed'),
    to: fc.nat(),
    part: fc.constantFrom('.0/28', '.0/24'),
    isLate: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('stopped'), node: fc.nat() }),
  fc.record({ kind: fc.constant('deleted'), node: fc.nat() }),
  fc.record({ kind: fc.constant('rule-added'), rule: anyRule }),
  fc.record({ kind: fc.constant('rules-deleted') }),
);

const seldom = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true));

export const anyGcpFleet = fc.record({
  families: fc.constantFrom('IPv4', 'dual stack'),
  nodes: fc.array(
    fc.record({
      tags: anyTags,
      isForwardingOff: seldom,
      states: fc.oneof(
        { weight: 6, arbitrary: fc.constant('its range') },
        fc.constantFrom('a range outside', 'nothing'),
      ),
      names: fc.constantFrom('nextHopIp', 'nextHopInstance'),
    }),
    { minLength: 5, maxLength: 7 },
  ),
  faults: fc.array(anyFault, { minLength: 2, maxLength: 4 }),
});

export type GcpFleet = typeof anyGcpFleet extends fc.Arbitrary<infer Fleet> ? Fleet : never;
export type GcpFault = GcpFleet['faults'][number];
