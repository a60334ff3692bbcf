import fc from 'fast-check';
import { anyDestination, anyNode, anyStatement, anySteps, LULL, restarted } from '../arbitrary.ts';
import { ALL_EVENTS, RESYNC, runOf, type Step } from '../history.ts';
import { type AwsChange, type AwsHistory, type AwsSetup, HAND_TARGETS } from './history.ts';

const boot = fc.record({
  do: fc.constant('boot' as const),
  says: anyStatement,
  by: fc.constantFrom('data' as const, 'data' as const, 'data' as const, 'tag' as const, 'other cluster' as const),
});

const life = fc.record({
  do: fc.constantFrom('terminate' as const, 'stop' as const, 'start' as const, 'recreate' as const),
  node: anyNode,
});

const outfit = fc.record({
  do: fc.constantFrom('attach' as const, 'detach' as const, 'hold' as const),
  node: anyNode,
});

const restate = fc.record({ do: fc.constant('restate' as const), node: anyNode, says: anyStatement });

const time = fc.record({
  do: fc.constantFrom('settle' as const, 'settle' as const, 'settle' as const, 'purge' as const),
});

const group = fc.record({
  do: fc.constantFrom('group boots' as const, 'group ends' as const, 'group vanishes' as const),
});

const table = fc.nat(4);
const destination = anyDestination;

const point = fc.record({
  do: fc.constant('point' as const),
  table,
  destination,
  to: fc.constantFrom(...HAND_TARGETS),
  node: anyNode,
});

const unpoint = fc.record({ do: fc.constant('unpoint' as const), table, destination });

const noise = fc.record({ do: fc.constant('noise' as const), what: fc.nat(4) });

const anyChange: fc.Arbitrary<AwsChange> = fc.oneof(
  { weight: 5, arbitrary: boot },
  { weight: 8, arbitrary: life },
  { weight: 2, arbitrary: outfit },
  { weight: 2, arbitrary: restate },
  { weight: 6, arbitrary: time },
  { weight: 1, arbitrary: group },
  { weight: 5, arbitrary: point },
  { weight: 3, arbitrary: unpoint },
  { weight: 1, arbitrary: noise },
);

/** What is worth happening between two API calls: what the function may have decided on. */
const betweenCalls: fc.Arbitrary<AwsChange> = fc.oneof(
  { weight: 3, arbitrary: life },
  { weight: 4, arbitrary: point },
  { weight: 2, arbitrary: unpoint },
  { weight: 1, arbitrary: time },
  { weight: 1, arbitrary: restate },
  { weight: 1, arbitrary: outfit },
);

const newUserData = fc.tuple(anyNode, anyStatement).map(([node, says]): Step<AwsChange>[] => {
  return [{ do: 'stop', node }, LULL, { do: 'restate', node, says }, { do: 'start', node }, LULL];
});

/** Two want one range. The later has it in one table, nobody in the next. */
const rivals = fc.tuple(fc.nat(3), fc.nat(2)).map(([says, table]): Step<AwsChange>[] => {
  const boots = { do: 'boot', says, by: 'data' } as const;
  const there = { do: 'point', table, destination: says, to: 'rival', node: 0 } as const;
  return [boots, LULL, boots, LULL, there, { do: 'unpoint', table: table + 1, destination: says }];
});

const endedAmongNews = fc.tuple(anyNode, fc.nat(3)).map(([node, at]): Step<AwsChange>[] => {
  return [...restarted(node), { do: 'terminate', node }, runOf(ALL_EVENTS, { at, do: 'stale' })];
});

const listWithHoles = fc.tuple(anyNode, fc.nat(4)).map(([node, at]): Step<AwsChange>[] => {
  return [{ do: 'stop', node }, LULL, runOf(RESYNC, { at, do: 'fault', fault: 'error before' })];
});

const anySetup: fc.Arbitrary<AwsSetup> = fc.record({
  moreTables: fc.nat(2),
  fleet: fc.nat(4),
  group: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  keepsId: fc.boolean(),
  retries: fc.constantFrom(0, 2),
  hurried: fc.boolean(),
  tags: fc.boolean(),
  smallPages: fc.boolean(),
});

export const anyAwsHistory: fc.Arbitrary<AwsHistory> = fc.record({
  setup: anySetup,
  steps: anySteps(anyChange, betweenCalls, fc.oneof(newUserData, rivals, endedAmongNews, listWithHoles)),
});
