import fc from 'fast-check';
import type { CommonChange } from './common-change.ts';
import {
  ALL_EVENTS,
  invocationOf,
  type Injection,
  FAULTS,
  type Trigger,
  RESYNC,
  type Invocation,
  type Step,
} from './history.ts';
import { CLAIM_INDEX, DESTINATIONS } from './claim-samples.ts';

/** What a node states: mostly one of a few ranges, so that nodes get into each other's way. */
export const anyClaim: fc.Arbitrary<number> = fc.oneof(
  { weight: 12, arbitrary: fc.integer(CLAIM_INDEX.common) },
  { weight: 4, arbitrary: fc.integer(CLAIM_INDEX.rare) },
  { weight: 2, arbitrary: fc.integer(CLAIM_INDEX.refused) },
  { weight: 1, arbitrary: fc.constant(CLAIM_INDEX.none) },
  { weight: 4, arbitrary: fc.constant(CLAIM_INDEX.request) },
);

/** So many nodes of a group boot or end at once. */
export const anyCount = fc.integer({ min: 1, max: 4 });

export const anyNode = fc.nat(11);

export const anyRequest = fc.record({
  do: fc.constant('update claim' as const),
  node: anyNode,
  says: fc.constant(CLAIM_INDEX.request),
});

/** What becomes by hand of a node that asks for a range or was told one. */
export const anyHand = fc.oneof(
  { weight: 2, arbitrary: anyRequest },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy claim' as const), node: anyNode, from: anyNode }) },
);

/** A destination that people make routes to by hand: mostly one that nodes fight over. */
export const anyDestination = fc.oneof(
  { weight: 5, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.integer({ min: 4, max: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 9, max: 13 }) },
);

/** One that nodes state, each as often. */
export const anyStatedRange = fc.nat(DESTINATIONS.length - 1);

/** Small numbers first: a run seldom makes more than a dozen calls. */
const anyCall = fc.oneof({ weight: 3, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.nat(20) });

function anyInjection<Change>(change: fc.Arbitrary<Change>): fc.Arbitrary<Injection<Change>> {
  const at = anyCall;
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        at,
        do: fc.constant('crash' as const),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    },
    { weight: 4, arbitrary: fc.record({ at, do: fc.constant('fault' as const), fault: fc.constantFrom(...FAULTS) }) },
    { weight: 1, arbitrary: fc.record({ at, do: fc.constant('stale' as const) }) },
    { weight: 4, arbitrary: fc.record({ at, do: fc.constant('change' as const), change }) },
  );
}

const anyPayload: fc.Arbitrary<Trigger> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      of: fc.constant('events' as const),
      postponed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(6) }),
      shuffle: fc.nat(50),
      duplicated: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('resync' as const), force: fc.boolean() }) },
);

/** A run of one function or of two at once, with as much going wrong as `change` can make it. */
function anyInvocation<Change>(change: fc.Arbitrary<Change>): fc.Arbitrary<Invocation<Change>> {
  return fc.record({
    do: fc.constant('run' as const),
    triggers: fc.oneof(
      { weight: 4, arbitrary: fc.tuple(anyPayload) },
      { weight: 1, arbitrary: fc.tuple(anyPayload, anyPayload) },
    ),
    interleaving: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1000) }),
    injections: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(anyInjection(change), { minLength: 1, maxLength: 4 }) },
    ),
  });
}

export const anyCommonChange: fc.Arbitrary<CommonChange> = fc.oneof(
  fc.record({ do: fc.constant('lose' as const), keep: fc.nat(4) }),
  fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(5, 15) }),
  fc.record({ do: fc.constant('restart' as const), slot: fc.nat(1) }),
  fc.constant({ do: 'toggle right to tell' as const }),
);

export const SETTLE = { do: 'settle' } as const;

/** A node stops and runs again. */
export const stopAndStart = (node: number) => [{ do: 'stop', node }, SETTLE, { do: 'start', node }, SETTLE] as const;

/** A process that starts anew; the other kind of news comes between. */
const RESTART = { do: 'restart', slot: 0 } as const;
const ALL_NEWS = invocationOf(ALL_EVENTS);

/**
 * A rolling replacement: a node boots that claims what another has, other things happen, each told to a new process or the old
 * one; then the predecessor ends.
 */
export function rollingReplacement<Change>(
  boot: (says: number) => Change,
  end: (destination: number) => Change,
  between: fc.Arbitrary<Change>,
): fc.Arbitrary<Step<Change | typeof SETTLE>[]> {
  const restarts = fc.array(fc.constant(RESTART), { maxLength: 1 });
  const interlude = fc.tuple(between, restarts).map(([change, restart]) => [change, SETTLE, ...restart, ALL_NEWS]);
  return fc
    .tuple(fc.nat(3), fc.array(interlude, { maxLength: 4 }), restarts, fc.boolean())
    .map(([says, interludes, restart, isToldLate]) => {
      const booted = [boot(says), SETTLE, ALL_NEWS];
      const ended = [end(says), ...(isToldLate ? [SETTLE] : []), ...restart, ALL_NEWS];
      return [...booted, ...booted, ...interludes.flat(), ...ended];
    });
}

const anyOrder = fc.record({
  of: fc.constant('events' as const),
  postponed: fc.nat(2),
  shuffle: fc.nat(50),
  duplicated: fc.boolean(),
});

/**
 * A warm process is told of one launch or end step by step, while other things happen: in any order, some of it late or twice, some of
 * it to another function beside.
 */
export function stepByStep<Change>(
  begin: fc.Arbitrary<Change>,
  between: fc.Arbitrary<Change | CommonChange>,
): fc.Arbitrary<Step<Change | typeof SETTLE>[]> {
  const told = fc.tuple(anyOrder, fc.boolean()).map(([order, isBeside]): Invocation<never> => {
    return { ...ALL_NEWS, triggers: isBeside ? [order, RESYNC] : [order] };
  });
  return fc
    .tuple(begin, fc.array(fc.tuple(between, fc.array(told, { maxLength: 1 })), { maxLength: 2 }), told)
    .map(([begun, interludes, last]) => [
      begun,
      ALL_NEWS,
      ...interludes.flatMap(([change, runs]) => [change, ...runs]),
      SETTLE,
      last,
      ALL_NEWS,
    ]);
}

const TWO_AT_ONCE = fc.tuple(fc.nat(1000), fc.boolean()).map(([interleaving, isDelivered]) => ({
  do: 'run' as const,
  triggers: isDelivered ? [ALL_EVENTS, RESYNC] : [RESYNC, RESYNC],
  interleaving,
}));

/** A group scales up and down while two functions run at once, disturbed by `change`; each run is followed by another change. */
export function scaling<Change>(
  scale: fc.Arbitrary<Change>,
  change: fc.Arbitrary<Change>,
): fc.Arbitrary<Step<Change | typeof SETTLE>[]> {
  const injections = fc.array(anyInjection(change), { maxLength: 3 });
  const runs = fc.tuple(TWO_AT_ONCE, injections).map(([pair, injected]) => ({ ...pair, injections: injected }));
  const part = fc.tuple(scale, fc.constantFrom([SETTLE], []), fc.array(change, { maxLength: 1 }), runs);
  return fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.flatMap(([scaled, settled, changes, pair]) => [scaled, ...settled, ...changes, pair]));
}

/** A node that has routes of several kinds asks for a range, or what asks gets such routes. */
export function requestAmongRoutes<Change>(
  ask: (node: number) => Change,
  around: fc.Arbitrary<Change>,
): fc.Arbitrary<Step<Change>[]> {
  const changes = fc.array(around, { minLength: 1, maxLength: 3 });
  return fc
    .tuple(anyNode, changes, changes)
    .map(([node, before, after]) => [...before, ask(node), ...after, invocationOf(RESYNC)]);
}

/** What such a short history is made of. */
export interface RequestHistoryParts<Change> {
  readonly ask: fc.Arbitrary<Change>;
  readonly setRoute: fc.Arbitrary<Change>;
  /** What other nodes do. */
  readonly other: fc.Arbitrary<Change>;
  /** Several nodes more that ask: two times so many leave no large range free. */
  readonly crowd: Change;
}

/**
 * The steps of a short history, in any order: nodes ask for a range, people make routes, others state ranges or end, and at most one
 * run comes between. Whose a range is depends on so few of them that a long history seldom has them together.
 */
export function shortRequestSteps<Change>({
  ask,
  setRoute,
  other,
  crowd,
}: RequestHistoryParts<Change>): fc.Arbitrary<Step<Change>[]> {
  const steps: fc.Arbitrary<Step<Change>[]> = fc
    .tuple(
      fc.array(ask, { minLength: 1, maxLength: 2 }),
      fc.array(setRoute, { minLength: 1, maxLength: 3 }),
      fc.array(other, { maxLength: 2 }),
      fc.array(fc.constantFrom(invocationOf(RESYNC), ALL_NEWS), { maxLength: 1 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant([crowd, crowd]) }),
    )
    .map((parts) => parts.flat());
  return steps.chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}

/**
 * A history's steps: about every third one is a run. `episode`: steps that belong together, because chance would seldom put
 * them in a row.
 */
export function anySteps<Change>(
  change: fc.Arbitrary<Change>,
  concurrentChange: fc.Arbitrary<Change>,
  sequence: fc.Arbitrary<readonly Step<Change>[]>,
): fc.Arbitrary<Step<Change>[]> {
  const step: fc.Arbitrary<Step<Change>> = fc.oneof(
    { weight: 12, arbitrary: change },
    { weight: 1, arbitrary: anyCommonChange },
    { weight: 8, arbitrary: anyInvocation(concurrentChange) },
  );
  const some = fc.oneof({ weight: 30, arbitrary: fc.tuple(step) }, { weight: 1, arbitrary: sequence });
  return fc.array(some, { minLength: 1, maxLength: 24, size: 'max' }).map((parts) => parts.flat());
}
