import fc from 'fast-check';
import { SafetyChecker } from './oracle/safety-checker.ts';

/** What came of the inputs that a target was given. */
export interface TargetCounts {
  readonly inputs: number;
  /** Those that ended in an error that is meant. */
  readonly refused: number;
  /** The most milliseconds of processor time that one took. */
  readonly longest: number;
}

/** Something that takes what comes from outside, with inputs for it. */
export interface FuzzTarget {
  readonly name: string;
  /** Its share of all inputs, by weight: what goes over a wire costs more each. */
  readonly share: number;
  /** Throws what fast-check says of the first input that breaks a rule, shrunk, with the seed to replay it. */
  run(runs: number, seed: number): Promise<TargetCounts>;
}

/** What takes inputs, and lets go of what it holds when it is disposed of. */
export interface InputConsumer<Input> extends AsyncDisposable {
  consume(input: Input): Promise<void>;
}

/** A target of `arbitrary` inputs. Its taker is made once for all of them; it throws when a rule of its own is broken. */
export function fuzzTarget<Input>(
  name: string,
  share: number,
  arbitrary: fc.Arbitrary<Input>,
  open: () => Promise<InputConsumer<Input>>,
): FuzzTarget {
  return {
    name,
    share,
    async run(numRuns, seed) {
      await using consumer = await open();
      const checker = new SafetyChecker();
      try {
        const property = fc.asyncProperty(arbitrary, (input) => checker.check(() => consumer.consume(input)));
        await fc.assert(property, { numRuns, seed, includeErrorInReport: true, ignoreEqualValues: false });
      } finally {
        checker.close();
      }
      return { inputs: numRuns, refused: checker.refused, longest: Math.round(checker.longest) };
    },
  };
}

/** A taker that holds nothing. */
export function stateless<Input>(consume: (input: Input) => Promise<void> | void): () => Promise<InputConsumer<Input>> {
  return () =>
    Promise.resolve({ consume: async (input) => consume(input), [Symbol.asyncDispose]: () => Promise.resolve() });
}
