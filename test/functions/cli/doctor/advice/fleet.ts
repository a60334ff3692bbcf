import fc from 'fast-check';

/** What a node states: ranges that get into each other's way, and such as nobody may have. */
const STATEMENTS = [
  '10.200.0.0/24',
  '10.200.1.0/24',
  '10.200.2.0/24',
  '10.200.3.0/24',
  '10.200.1.128/25',
  '10.200.2.0/23',
  '10.240.0.128/25',
  '10.9.0.0/24',
  '10.200.4.1/24',
  'banana',
  '10.200.0.0/16',
  '10.200.5.0/24 10.200.6.0/24',
  'unreadable',
  'auto',
] as const;

/** Ranges that routes of others are made to. */
const DESTINATIONS = [
  '10.200.0.0/24',
  '10.200.1.0/24',
  '10.200.2.0/24',
  '10.200.1.64/26',
  '10.200.7.0/24',
  '10.200.128.0/17',
] as const;

const anyStatement = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...STATEMENTS.slice(0, 4)) },
  { weight: 4, arbitrary: fc.constantFrom(...STATEMENTS) },
  { weight: 2, arbitrary: fc.constant('auto' as const) },
);

const seldom = (weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const anyNode = fc.record({
  states: anyStatement,
  /** The ranges that it has a route to. */
  routes: fc.oneof(
    { weight: 6, arbitrary: fc.constant('stated' as const) },
    { weight: 2, arbitrary: fc.constant('none' as const) },
    { weight: 2, arbitrary: fc.constant('another' as const) },
  ),
  isStopped: seldom(6),
  dropsPackets: seldom(4),
  cluster: fc.oneof(
    { weight: 6, arbitrary: fc.constant('ours' as const) },
    { weight: 2, arbitrary: fc.constant('unknown' as const) },
    { weight: 1, arbitrary: fc.constant('other' as const) },
  ),
});

const anyRoute = fc.record({
  destination: fc.constantFrom(...DESTINATIONS),
  to: fc.constantFrom('gateway' as const, 'appliance' as const, 'gone' as const, 'other cluster' as const),
  table: fc.nat(1),
});

/** Ranges that nobody states. */
export const leftoverRanges = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `10.200.${64 + i}.0/24`);

/** A cluster with several things wrong at once. */
export interface Fleet {
  readonly nodes: readonly (typeof anyNode extends fc.Arbitrary<infer Node> ? Node : never)[];
  readonly routes: readonly (typeof anyRoute extends fc.Arbitrary<infer Route> ? Route : never)[];
  /** Routes of nodes that are gone: so many that a resync stops before it deletes them. */
  readonly leftovers: number;
  readonly filter: 'open' | 'closed' | 'narrow' | 'denied';
  /** AWS: a second table, a subnet without an association of its own, a table that is meant for it. */
  readonly tables: 'one' | 'two' | 'stray' | 'spare' | 'full spare';
  /** In which order the commands are typed. */
  readonly order: number;
}

export const anyFleet: fc.Arbitrary<Fleet> = fc.record({
  nodes: fc.array(anyNode, { minLength: 2, maxLength: 6 }),
  routes: fc.array(anyRoute, { maxLength: 4 }),
  leftovers: fc.constantFrom(0, 0, 0, 0, 0, 20),
  filter: fc.constantFrom('open' as const, 'open' as const, 'closed' as const, 'narrow' as const, 'denied' as const),
  tables: fc.constantFrom(
    'one' as const,
    'one' as const,
    'two' as const,
    'stray' as const,
    'spare' as const,
    'full spare' as const,
  ),
  order: fc.nat(),
});
