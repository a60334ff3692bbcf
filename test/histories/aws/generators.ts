import fc from 'fast-check';
import {
  requestAmongRoutes,
  rollingReplacement,
  scaling,
  stepByStep,
  SETTLE,
  stopAndStart,
} from '../generate/episodes.ts';
import {
  anyDestination,
  anyNode,
  anyClaim,
  anySteps,
  anyCount,
  anyHand,
  anyStatedRange,
  anyCommonChange,
} from '../generate/generators.ts';
import { anyHistory } from '../generate/histories.ts';
import { ALL_EVENTS, RESYNC, invocationOf, type Step } from '../generate/history.ts';
import { type AwsChange, type AwsHistory, type AwsSetup, MANUAL_TARGETS } from './history.ts';

const boot = fc.record({
  do: fc.constant('boot' as const),
  says: anyClaim,
  by: fc.constantFrom('data' as const, 'data' as const, 'data' as const, 'tag' as const, 'other cluster' as const),
});

const lifecycle = fc.record({
  do: fc.constantFrom('terminate' as const, 'stop' as const, 'start' as const, 'recreate' as const),
  node: anyNode,
});

const attachment = fc.record({
  do: fc.constantFrom('attach' as const, 'detach' as const, 'hold' as const),
  node: anyNode,
});

const updateClaim = fc.record({ do: fc.constant('update claim' as const), node: anyNode, says: anyClaim });

const time = fc.record({
  do: fc.constantFrom('settle' as const, 'settle' as const, 'settle' as const, 'purge' as const),
});

const group = fc.record({
  do: fc.constantFrom('group boots' as const, 'group ends' as const, 'group vanishes' as const),
});

const table = fc.nat(4);

const setRouteTo = (destination: fc.Arbitrary<number>) =>
  fc.record({
    do: fc.constant('set route' as const),
    table,
    destination,
    to: fc.constantFrom(...MANUAL_TARGETS),
    node: anyNode,
  });

const setRoute = setRouteTo(anyDestination);

const removeRoute = fc.record({ do: fc.constant('remove route' as const), table, destination: anyDestination });

const scale: fc.Arbitrary<AwsChange> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('scale up' as const),
      count: anyCount,
      by: fc.constantFrom('data' as const, 'tag' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scale down' as const), count: anyCount }) },
);

const hand: fc.Arbitrary<AwsChange> = fc.oneof(
  { weight: 3, arbitrary: anyHand },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('remove own route' as const), node: anyNode, table: fc.nat(2) }),
  },
);

const unrelatedEvent = fc.record({ do: fc.constant('unrelated event' as const), what: fc.nat(4) });

const anyChange: fc.Arbitrary<AwsChange> = fc.oneof(
  { weight: 5, arbitrary: boot },
  { weight: 8, arbitrary: lifecycle },
  { weight: 2, arbitrary: attachment },
  { weight: 2, arbitrary: updateClaim },
  { weight: 6, arbitrary: time },
  { weight: 1, arbitrary: group },
  { weight: 5, arbitrary: setRoute },
  { weight: 3, arbitrary: removeRoute },
  { weight: 1, arbitrary: unrelatedEvent },
  { weight: 3, arbitrary: scale },
  { weight: 2, arbitrary: hand },
);

/** What is worth happening between two API calls: what the function may have decided on. */
const concurrentChange: fc.Arbitrary<AwsChange> = fc.oneof(
  { weight: 3, arbitrary: lifecycle },
  { weight: 4, arbitrary: setRoute },
  { weight: 2, arbitrary: removeRoute },
  { weight: 1, arbitrary: time },
  { weight: 1, arbitrary: updateClaim },
  { weight: 1, arbitrary: attachment },
  { weight: 1, arbitrary: scale },
  { weight: 2, arbitrary: hand },
);

const newUserData = fc.tuple(anyNode, anyClaim).map(([node, says]): Step<AwsChange>[] => {
  return [{ do: 'stop', node }, SETTLE, { do: 'update claim', node, says }, { do: 'start', node }, SETTLE];
});

/** Two want one range. The later has it in one table, nobody in the next. */
const sharedRange = fc.tuple(fc.nat(3), fc.nat(2)).map(([says, table]): Step<AwsChange>[] => {
  const boots = { do: 'boot', says, by: 'data' } as const;
  const there = { do: 'set route', table, destination: says, to: 'rival', node: 0 } as const;
  return [boots, SETTLE, boots, SETTLE, there, { do: 'remove route', table: table + 1, destination: says }];
});

const staleDeletion = fc.tuple(anyNode, fc.nat(3)).map(([node, at]): Step<AwsChange>[] => {
  return [...stopAndStart(node), { do: 'terminate', node }, invocationOf(ALL_EVENTS, { at, do: 'stale' })];
});

const failedPage = fc.tuple(anyNode, fc.nat(4)).map(([node, at]): Step<AwsChange>[] => {
  return [{ do: 'stop', node }, SETTLE, invocationOf(RESYNC, { at, do: 'fault', fault: 'error before' })];
});

const anyRollingReplacement = rollingReplacement<AwsChange>(
  (says) => ({ do: 'boot', says, by: 'data' }),
  (destination) => ({ do: 'holder ends', destination }),
  fc.oneof(boot, lifecycle, unrelatedEvent),
);

const anyLaunchOrEnd = stepByStep<AwsChange>(
  fc.oneof(boot, lifecycle),
  fc.oneof(removeRoute, hand, setRoute, updateClaim, lifecycle, boot, anyCommonChange),
);

const anyRequestAmongRoutes = requestAmongRoutes<AwsChange>(fc.oneof(setRoute, lifecycle));

const anySetup: fc.Arbitrary<AwsSetup> = fc.record({
  extraTables: fc.nat(2),
  nodes: fc.nat(4),
  hasGroup: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  keepsInstanceId: fc.boolean(),
  retries: fc.constantFrom(0, 2),
  isTimeLimited: fc.boolean(),
  writesTags: fc.boolean(),
  smallPages: fc.boolean(),
  hasFewRanges: fc.boolean(),
  hasTrail: fc.boolean(),
});

export const anyAwsHistory: fc.Arbitrary<AwsHistory> = anyHistory<AwsSetup, AwsChange>(
  anySetup,
  anySteps(
    anyChange,
    concurrentChange,
    fc.oneof(
      newUserData,
      sharedRange,
      staleDeletion,
      failedPage,
      anyRollingReplacement,
      anyRequestAmongRoutes,
      anyLaunchOrEnd,
      scaling(scale, fc.oneof(lifecycle, hand)),
    ),
  ),
  {
    setRoute: setRouteTo(anyStatedRange),
    other: fc.oneof(updateClaim, boot, lifecycle),
    crowd: { do: 'scale up', count: 4, by: 'data' },
  },
);
