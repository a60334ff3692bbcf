import fc from 'fast-check';
import { Watch } from './watch.ts';

/** What came of the inputs that a target was given. */
export interface Counts {
  readonly inputs: number;
  /** Those that ended in an error that is meant. */
  readonly refused: number;
  /** The most milliseconds of processor time that one took. */
  readonly longest: number;
}

/** Something that takes what comes from outside, with inputs for it. */
export interface Target {
  readonly name: string;
  /** Its share of all inputs, by weight: what goes over a wire costs more each. */
  readonly share: number;
  /** Throws what fast-check says of the first input that breaks a rule, shrunk, with the seed to replay it. */
  run(runs: number, seed: number): Promise<Counts>;
}

/** What takes inputs, and lets go of what it holds when it is disposed of. */
export interface Taker<Input> extends AsyncDisposable {
  take(input: Input): Promise<void>;
}

/** A target of `arbitrary` inputs. Its taker is made once for all of them; it throws when a rule of its own is broken. */
export function target<Input>(
  name: string,
  share: number,
  arbitrary: fc.Arbitrary<Input>,
  open: () => Promise<Taker<Input>>,
): Target {
  return {
    name,
    share,
    async run(numRuns, seed) {
      await using taker = await open();
      const watch = new Watch();
      try {
        const property = fc.asyncProperty(arbitrary, (input) => watch.over(() => taker.take(input)));
        await fc.assert(property, { numRuns, seed, includeErrorInReport: true, ignoreEqualValues: false });
      } finally {
        watch.close();
      }
      return { inputs: numRuns, refused: watch.refused, longest: Math.round(watch.longest) };
    },
  };
}

/** A taker that holds nothing. */
export function simply<Input>(take: (input: Input) => Promise<void> | void): () => Promise<Taker<Input>> {
  return () => Promise.resolve({ take: async (input) => take(input), [Symbol.asyncDispose]: () => Promise.resolve() });
}
