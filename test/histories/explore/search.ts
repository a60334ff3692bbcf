import fc from 'fast-check';
import type { History } from '../generate/history.ts';
import { shrink } from './shrink.ts';
import { emptyStatistics, type Statistics } from './statistics.ts';
import { Violation } from '../oracle/violation.ts';

/** A history that broke a promise. */
export interface Counterexample<Setup, Change> {
  readonly violation: Violation;
  /** The seed that makes the history it was found in. */
  readonly seed: number;
  readonly history: History<Setup, Change>;
}

/** How histories on one cloud are made and played. */
export interface Harness<Setup, Change> {
  readonly name: string;
  readonly arbitrary: fc.Arbitrary<History<Setup, Change>>;
  readonly run: (history: History<Setup, Change>, tally: Statistics) => Promise<void>;
}

/** The promise that playing breaks, if any. */
export async function violationOf(play: () => Promise<void>): Promise<Violation | undefined> {
  try {
    await play();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

/** The history that `seed` stands for. */
function historyFromSeed<Setup, Change>({ arbitrary }: Harness<Setup, Change>, seed: number): History<Setup, Change> {
  const [history] = fc.sample(arbitrary, { seed, numRuns: 1 });
  if (history === undefined) throw new Error('fast-check made no history');
  return history;
}

/** Which histories: those of `runs` seeds from `seed` on. */
export interface SeedRange {
  readonly seed: number;
  readonly runs: number;
}

/** Plays histories until one breaks a promise, and answers that as it is; nothing when all hold. `tally` counts what happened. */
export async function findCounterexample<Setup, Change>(
  harness: Harness<Setup, Change>,
  { seed, runs }: SeedRange,
  statistics: Statistics,
): Promise<Counterexample<Setup, Change> | undefined> {
  for (let i = 0; i < runs; i += 1) {
    const history = historyFromSeed(harness, seed + i);
    const violation = await violationOf(() => harness.run(history, statistics));
    if (violation !== undefined) return { violation, seed: seed + i, history };
  }
  return undefined;
}

/** As `find`, with the history shrunk to what it takes to break the same promise. */
export async function findMinimalCounterexample<Setup extends object, Change extends { readonly do: string }>(
  harness: Harness<Setup, Change>,
  range: SeedRange,
  statistics: Statistics,
): Promise<Counterexample<Setup, Change> | undefined> {
  const found = await findCounterexample(harness, range, statistics);
  if (found === undefined) return undefined;
  const replay = (history: History<Setup, Change>) => violationOf(() => harness.run(history, emptyStatistics()));
  const { rule } = found.violation;
  const history = await shrink(found.history, async (candidate) => (await replay(candidate))?.rule === rule);
  return { ...found, history, violation: (await replay(history)) ?? found.violation };
}
