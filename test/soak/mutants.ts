import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { judge } from '../histories/mutants/judge.ts';
import { MUTANTS } from '../histories/mutants/list.ts';

/** By mistake: the promise that histories found broken, and the number of the history that broke it. */
export type Found = Readonly<Record<string, string>>;

/**
 * The test of the histories: each mistake that somebody might make is put into the source, one at a time, and at most `runs`
 * histories have to find it. Throws when they do not find one.
 */
export async function mutants({ runs, tell }: { runs: number; tell: (line: string) => void }): Promise<Found> {
  const limit = pLimit(availableParallelism());
  const found = await Promise.all(
    MUTANTS.map((mutant) =>
      limit(async () => {
        const { rule, seed } = await judge(mutant, { seed: 1, runs });
        tell(`${mutant.mistake} (${mutant.cloud}): ${rule === undefined ? 'not found' : `history ${seed}`}`);
        return { mistake: mutant.mistake, rule, seed };
      }),
    ),
  );
  const missed = found.filter(({ rule }) => rule === undefined).map(({ mistake }) => mistake);
  if (missed.length > 0) throw new Error(`${runs} histories do not find: ${missed.join('; ')}`);
  return Object.fromEntries(found.map(({ mistake, rule, seed }) => [mistake, `${rule} (history ${seed})`]));
}
