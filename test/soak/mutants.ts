import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { judge } from '../histories/mutants/judge.ts';
import { MUTANTS } from '../histories/mutants/list.ts';

/** By mistake: the promise that histories found broken, and the name or number of the history that broke it. */
export type Found = Readonly<Record<string, string>>;

/**
 * The test of the histories: each mistake that somebody might make is put into the source, one at a time, and the known
 * histories or at most `runs` others have to find it. Throws when they do not find one.
 */
export async function mutants({ runs, tell }: { runs: number; tell: (line: string) => void }): Promise<Found> {
  const limit = pLimit(availableParallelism());
  const found = await Promise.all(
    MUTANTS.map((mutant) =>
      limit(async () => {
        const { rule, history } = await judge(mutant, { seed: 1, runs });
        tell(`${mutant.mistake} (${mutant.cloud}): ${rule === undefined ? 'not found' : `history ${history}`}`);
        return { mistake: mutant.mistake, rule, history };
      }),
    ),
  );
  const missed = found.filter(({ rule }) => rule === undefined).map(({ mistake }) => mistake);
  if (missed.length > 0) throw new Error(`${runs} histories do not find: ${missed.join('; ')}`);
  return Object.fromEntries(found.map(({ mistake, rule, history }) => [mistake, `${rule} (history ${history})`]));
}
