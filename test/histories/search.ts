import fc from 'fast-check';
import type { History } from './history.ts';
import { shrink } from './shrink.ts';
import { emptyTally, type Tally } from './tally.ts';
import { Violation } from './violation.ts';

/** A history that broke a promise. */
export interface Finding<Setup, Change> {
  readonly violation: Violation;
  /** The seed that makes the history it was found in. */
  readonly seed: number;
  readonly history: History<Setup, Change>;
}

/** How histories on one cloud are made and played. */
export interface Kind<Setup, Change> {
  readonly name: string;
  readonly any: fc.Arbitrary<History<Setup, Change>>;
  readonly play: (history: History<Setup, Change>, tally: Tally) => Promise<void>;
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
function historyOf<Setup, Change>({ any }: Kind<Setup, Change>, seed: number): History<Setup, Change> {
  const [history] = fc.sample(any, { seed, numRuns: 1 });
  if (history === undefined) throw new Error('fast-check made no history');
  return history;
}

/** Which histories: those of `runs` seeds from `seed` on. */
export interface Range {
  readonly seed: number;
  readonly runs: number;
}

/** Plays histories until one breaks a promise, and answers that as it is; nothing when all hold. `tally` counts what happened. */
export async function find<Setup, Change>(
  kind: Kind<Setup, Change>,
  { seed, runs }: Range,
  tally: Tally,
): Promise<Finding<Setup, Change> | undefined> {
  for (let i = 0; i < runs; i += 1) {
    const history = historyOf(kind, seed + i);
    const violation = await violationOf(() => kind.play(history, tally));
    if (violation !== undefined) return { violation, seed: seed + i, history };
  }
  return undefined;
}

/** As `find`, with the history shrunk to what it takes to break the same promise. */
export async function search<Setup extends object, Change extends { readonly do: string }>(
  kind: Kind<Setup, Change>,
  range: Range,
  tally: Tally,
): Promise<Finding<Setup, Change> | undefined> {
  const found = await find(kind, range, tally);
  if (found === undefined) return undefined;
  const replay = (history: History<Setup, Change>) => violationOf(() => kind.play(history, emptyTally()));
  const { rule } = found.violation;
  const history = await shrink(found.history, async (candidate) => (await replay(candidate))?.rule === rule);
  return { ...found, history, violation: (await replay(history)) ?? found.violation };
}
