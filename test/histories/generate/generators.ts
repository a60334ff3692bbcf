import fc from 'fast-check';
import type { CommonChange } from './common-change.ts';
import { type Injection, FAULTS, type Trigger, type Invocation, type Step } from './history.ts';
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

/** A node asks for a range. */
export interface Request {
  readonly do: 'update claim';
  readonly node: number;
  readonly says: number;
}

export const requestOf = (node: number): Request => ({ do: 'update claim', node, says: CLAIM_INDEX.request });

export const anyRequest: fc.Arbitrary<Request> = fc.record({
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

export function anyInjection<Change>(change: fc.Arbitrary<Change>): fc.Arbitrary<Injection<Change>> {
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
