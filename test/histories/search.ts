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

async function violationOf(play: () => Promise<void>): Promise<Violation | undefined> {
  try {
    await play();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

/** The history that `seed` stands for. */
export function historyOf<Setup, Change>({ any }: Kind<Setup, Change>, seed: number): History<Setup, Change> {
  const [history] = fc.sample(any, { seed, numRuns: 1 });
  if (history === undefined) throw new Error('fast-check made no history');
  return history;
}

/**
 * Plays the histories of `runs` seeds from `seed` on. Answers the first that breaks a promise, shrunk; nothing when all hold.
 * `tally` counts what happened, without the plays that shrinking takes.
 */
export async function search<Setup extends object, Change extends { readonly do: string }>(
  kind: Kind<Setup, Change>,
  { seed, runs }: { readonly seed: number; readonly runs: number },
  tally: Tally,
): Promise<Finding<Setup, Change> | undefined> {
  for (let i = 0; i < runs; i += 1) {
    const history = historyOf(kind, seed + i);
    const violation = await violationOf(() => kind.play(history, tally));
    if (violation === undefined) continue;
    const replay = (candidate: History<Setup, Change>) => violationOf(() => kind.play(candidate, emptyTally()));
    const fails = async (candidate: History<Setup, Change>) => (await replay(candidate))?.rule === violation.rule;
    const smallest = await shrink(history, fails);
    return { violation: (await replay(smallest)) ?? violation, seed: seed + i, history: smallest };
  }
  return undefined;
}
