import fc from 'fast-check';

/** What a rule is about, and from or to whom: the range of one node, or of several. */
const anyRule = fc.record({
  direction: fc.constantFrom('ingress', 'egress'),
  protocol: fc.constantFrom('-1', 'icmp', 'tcp', 'udp'),
  range: fc.constantFrom('10.200.0.0/16', '10.200.0.0/22', '10.200.2.0/23', 'of a node', '0.0.0.0/0', '10.0.0.0/8'),
  node: fc.nat(),
});

/** How a network goes wrong. Numbers are taken modulo how many there are. */
const anyFault = fc.oneof(
  fc.record({ kind: fc.constant('route-deleted'), table: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('route-replaced'), table: fc.nat(), to: fc.nat(), by: fc.nat() }),
  fc.record({
    kind: fc.constant('part-routed'),
    table: fc.nat(),
    to: fc.nat(),
    /** Whether the pod is in the part, or beside it. */
    part: fc.constantFrom('.0/28', '.128/25', '.2/32'),
    by: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('all-routed'),
    table: fc.nat(),
    range: fc.constantFrom('10.200.0.0/16', '10.0.0.0/8'),
    by: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('gateway-routed'),
    table: fc.nat(),
    to: fc.nat(),
    part: fc.constantFrom('.0/28', '.0/24'),
  }),
  fc.record({ kind: fc.constant('propagated'), table: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('table-of-subnet'), subnet: fc.nat(), table: fc.nat() }),
  fc.record({ kind: fc.constant('check-on'), node: fc.nat(), nic: fc.nat() }),
  fc.record({ kind: fc.constant('stopped'), node: fc.nat() }),
  fc.record({ kind: fc.constant('terminated'), node: fc.nat() }),
  fc.record({
    kind: fc.constant('own-group'),
    node: fc.nat(),
    rules: fc.array(anyRule, { maxLength: 3 }),
    isAdded: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('acl-rules'),
    subnet: fc.nat(),
    rules: fc.array(fc.record({ rule: anyRule, isAllowed: fc.boolean(), number: fc.integer({ min: 1, max: 200 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

export const anyAwsFleet = fc.record({
  families: fc.constantFrom('IPv4', 'dual stack'),
  /** Beside the lab's, and the table that each follows. */
  subnets: fc.array(fc.constantFrom('table of the cluster', 'own table', 'main table'), { maxLength: 2 }),
  nodes: fc.array(
    fc.record({
      subnet: fc.nat(),
      /** A second interface, in that subnet, by which routes lead to it. */
      second: fc.option(fc.record({ subnet: fc.nat(), isCheckOn: fc.boolean() }), { freq: 4 }),
      states: fc.oneof(
        { weight: 6, arbitrary: fc.constant('its range') },
        fc.constantFrom('a range outside', 'nothing'),
      ),
    }),
    { minLength: 5, maxLength: 7 },
  ),
  faults: fc.array(anyFault, { minLength: 2, maxLength: 4 }),
});

export type AwsFleet = typeof anyAwsFleet extends fc.Arbitrary<infer Fleet> ? Fleet : never;
export type AwsFault = AwsFleet['faults'][number];
export type AwsRule = typeof anyRule extends fc.Arbitrary<infer Rule> ? Rule : never;
