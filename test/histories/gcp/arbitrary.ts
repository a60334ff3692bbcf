import fc from 'fast-check';
import { anyDestination, anyNode, anyStatement, anySteps, LULL, restarted } from '../arbitrary.ts';
import { ALL_EVENTS, RESYNC, runOf, type Step } from '../history.ts';
import { type GcpChange, type GcpHistory, type GcpSetup, HAND_TARGETS } from './history.ts';

const boot = fc.record({
  do: fc.constant('boot' as const),
  says: anyStatement,
  zone: fc.nat(2),
  dual: fc.boolean(),
  slow: fc.boolean(),
});

const life = fc.record({
  do: fc.constantFrom(
    'delete' as const,
    'delete' as const,
    'stop' as const,
    'start' as const,
    'recreate' as const,
    'preempt' as const,
    'host error' as const,
    'plain' as const,
  ),
  node: anyNode,
});

const restate = fc.record({ do: fc.constant('restate' as const), node: anyNode, says: anyStatement });
const settle = fc.record({ do: fc.constant('settle' as const) });
const group = fc.record({
  do: fc.constantFrom('group boots' as const, 'group ends' as const, 'group vanishes' as const),
});
const zone = fc.record({ do: fc.constant('zone' as const), zone: fc.nat(2) });
const name = fc.constantFrom('standard' as const, 'standard' as const, 'a' as const, 'z' as const);

const point = fc.record({
  do: fc.constant('point' as const),
  destination: anyDestination,
  name,
  to: fc.constantFrom(...HAND_TARGETS),
  node: anyNode,
});

const unpoint = fc.record({ do: fc.constant('unpoint' as const), destination: anyDestination, name });

const anyChange: fc.Arbitrary<GcpChange> = fc.oneof(
  { weight: 5, arbitrary: boot },
  { weight: 8, arbitrary: life },
  { weight: 2, arbitrary: restate },
  { weight: 5, arbitrary: settle },
  { weight: 1, arbitrary: group },
  { weight: 2, arbitrary: zone },
  { weight: 7, arbitrary: point },
  { weight: 4, arbitrary: unpoint },
);

/** What is worth happening between two API calls: what the function may have decided on. */
const betweenCalls: fc.Arbitrary<GcpChange> = fc.oneof(
  { weight: 3, arbitrary: life },
  { weight: 4, arbitrary: point },
  { weight: 3, arbitrary: unpoint },
  { weight: 2, arbitrary: settle },
  { weight: 1, arbitrary: restate },
  { weight: 1, arbitrary: zone },
);

const endedAmongNews = fc.tuple(anyNode, fc.nat(2)).map(([node, at]): Step<GcpChange>[] => {
  return [...restarted(node), { do: 'delete', node }, LULL, runOf(ALL_EVENTS, { at, do: 'stale' })];
});

/** The node’s address is another’s by the time anybody looks. */
const addressPassedOn = fc.tuple(anyNode, fc.nat(4)).map(([node, at]): Step<GcpChange>[] => {
  return [
    { do: 'delete', node },
    LULL,
    { do: 'plain', node },
    LULL,
    runOf(RESYNC, { at, do: 'fault', fault: 'error after' }),
  ];
});

const anySetup: fc.Arbitrary<GcpSetup> = fc.record({
  fleet: fc.nat(4),
  group: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  retries: fc.constantFrom(0, 2),
  hurried: fc.boolean(),
  smallPages: fc.boolean(),
});

export const anyGcpHistory: fc.Arbitrary<GcpHistory> = fc.record({
  setup: anySetup,
  steps: anySteps(anyChange, betweenCalls, fc.oneof(endedAmongNews, addressPassedOn)),
});
