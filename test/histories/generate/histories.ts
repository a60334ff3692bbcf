import fc from 'fast-check';
import { anyRequest, type Request } from './generators.ts';
import { ALL_EVENTS, type History, invocationOf, RESYNC, type Step } from './history.ts';

/** What a short history is made of, beside nodes that ask. */
export interface ShortHistoryParts<Change> {
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
function anyShortSteps<Change>({
  setRoute,
  other,
  crowd,
}: ShortHistoryParts<Change>): fc.Arbitrary<Step<Change | Request>[]> {
  const steps: fc.Arbitrary<Step<Change | Request>[]> = fc
    .tuple(
      fc.array(anyRequest, { minLength: 1, maxLength: 2 }),
      fc.array(setRoute, { minLength: 1, maxLength: 3 }),
      fc.array(other, { maxLength: 2 }),
      fc.array(fc.constantFrom(invocationOf(RESYNC), invocationOf(ALL_EVENTS)), { maxLength: 1 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant([crowd, crowd]) }),
    )
    .map((parts) => parts.flat());
  return steps.chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}

/** Histories of which a third are short. */
export function anyHistory<Setup extends { readonly hasGroup: boolean }, Change>(
  setup: fc.Arbitrary<Setup>,
  longSteps: fc.Arbitrary<Step<Change>[]>,
  short: ShortHistoryParts<Change>,
): fc.Arbitrary<History<Setup, Change | Request>> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ setup, steps: longSteps }) },
    {
      weight: 1,
      arbitrary: fc.record({ setup: setup.map((each) => ({ ...each, hasGroup: false })), steps: anyShortSteps(short) }),
    },
  );
}
