import fc from 'fast-check';
import { requestAmongRoutes, rollingReplacement, scaling, SETTLE, stopAndStart } from '../generate/episodes.ts';
import {
  anyDestination,
  anyNode,
  anyClaim,
  anySteps,
  anyCount,
  anyHand,
  anyStatedRange,
} from '../generate/generators.ts';
import { anyHistory } from '../generate/histories.ts';
import { ALL_EVENTS, RESYNC, invocationOf, type Step } from '../generate/history.ts';
import { type GcpChange, type GcpHistory, type GcpSetup, MANUAL_TARGETS } from './history.ts';

const boot = fc.record({
  do: fc.constant('boot' as const),
  says: anyClaim,
  zone: fc.nat(2),
  dual: fc.boolean(),
  slow: fc.boolean(),
});

const lifecycle = fc.record({
  do: fc.constantFrom(
    'delete' as const,
    'delete' as const,
    'stop' as const,
    'start' as const,
    'recreate' as const,
    'preempt' as const,
    'host error' as const,
    'boot unrelated' as const,
  ),
  node: anyNode,
});

const updateClaim = fc.record({ do: fc.constant('update claim' as const), node: anyNode, says: anyClaim });
const settle = fc.record({ do: fc.constant('settle' as const) });
const group = fc.record({
  do: fc.constantFrom('group boots' as const, 'group ends' as const, 'group vanishes' as const),
});
const zone = fc.record({ do: fc.constant('toggle zone' as const), zone: fc.nat(2) });
const name = fc.constantFrom('standard' as const, 'standard' as const, 'a' as const, 'z' as const);

const setRouteTo = (destination: fc.Arbitrary<number>) =>
  fc.record({
    do: fc.constant('set route' as const),
    destination,
    name,
    to: fc.constantFrom(...MANUAL_TARGETS),
    node: anyNode,
  });

const setRoute = setRouteTo(anyDestination);

const removeRoute = fc.record({ do: fc.constant('remove route' as const), destination: anyDestination, name });

const scale: fc.Arbitrary<GcpChange> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('scale up' as const),
      count: anyCount,
      dual: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scale down' as const), count: anyCount }) },
);

const hand: fc.Arbitrary<GcpChange> = fc.oneof(
  { weight: 3, arbitrary: anyHand },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove own route' as const), node: anyNode }) },
);

const anyChange: fc.Arbitrary<GcpChange> = fc.oneof(
  { weight: 5, arbitrary: boot },
  { weight: 8, arbitrary: lifecycle },
  { weight: 2, arbitrary: updateClaim },
  { weight: 5, arbitrary: settle },
  { weight: 1, arbitrary: group },
  { weight: 2, arbitrary: zone },
  { weight: 7, arbitrary: setRoute },
  { weight: 4, arbitrary: removeRoute },
  { weight: 3, arbitrary: scale },
  { weight: 2, arbitrary: hand },
);

/** What is worth happening between two API calls: what the function may have decided on. */
const concurrentChange: fc.Arbitrary<GcpChange> = fc.oneof(
  { weight: 3, arbitrary: lifecycle },
  { weight: 4, arbitrary: setRoute },
  { weight: 3, arbitrary: removeRoute },
  { weight: 2, arbitrary: settle },
  { weight: 1, arbitrary: updateClaim },
  { weight: 1, arbitrary: zone },
  { weight: 1, arbitrary: scale },
  { weight: 2, arbitrary: hand },
);

const staleDeletion = fc.tuple(anyNode, fc.nat(2)).map(([node, at]): Step<GcpChange>[] => {
  return [...stopAndStart(node), { do: 'delete', node }, SETTLE, invocationOf(ALL_EVENTS, { at, do: 'stale' })];
});

/** The node’s address is another’s by the time anybody looks. */
const reusedAddress = fc.tuple(anyNode, fc.nat(4)).map(([node, at]): Step<GcpChange>[] => {
  return [
    { do: 'delete', node },
    SETTLE,
    { do: 'boot unrelated', node },
    SETTLE,
    invocationOf(RESYNC, { at, do: 'fault', fault: 'error after' }),
  ];
});

const anyRollingReplacement = rollingReplacement<GcpChange>(
  (says) => ({ do: 'boot', says, zone: 0, dual: false, slow: false }),
  (destination) => ({ do: 'holder ends', destination }),
  fc.oneof(boot, lifecycle),
);

const anyRequestAmongRoutes = requestAmongRoutes<GcpChange>(fc.oneof(setRoute, lifecycle));

const anySetup: fc.Arbitrary<GcpSetup> = fc.record({
  nodes: fc.nat(4),
  hasGroup: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  retries: fc.constantFrom(0, 2),
  isTimeLimited: fc.boolean(),
  smallPages: fc.boolean(),
  hasFewRanges: fc.boolean(),
});

export const anyGcpHistory: fc.Arbitrary<GcpHistory> = anyHistory<GcpSetup, GcpChange>(
  anySetup,
  anySteps(
    anyChange,
    concurrentChange,
    fc.oneof(
      staleDeletion,
      reusedAddress,
      anyRollingReplacement,
      anyRequestAmongRoutes,
      scaling(scale, fc.oneof(lifecycle, hand)),
    ),
  ),
  {
    setRoute: setRouteTo(anyStatedRange),
    other: fc.oneof(updateClaim, boot, lifecycle),
    crowd: { do: 'scale up', count: 4, dual: false },
  },
);
