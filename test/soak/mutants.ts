import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { runMutant } from '../histories/mutants/run-mutant.ts';
import { MUTANTS } from '../histories/mutants/mutants.ts';

/** By mistake: the promise that histories found broken, and the name or number of the history that broke it. */
export type MutantViolations = Readonly<Record<string, string>>;

/**
 * The test of the histories: each mistake that somebody might make is put into the source, one at a time, and the known
 * histories or at most `runs` others have to find it. Throws when they do not find one.
 */
export async function mutants({
  runs,
  onProgress,
}: {
  runs: number;
  onProgress: (line: string) => void;
}): Promise<MutantViolations> {
  const limit = pLimit(availableParallelism());
  const found = await Promise.all(
    MUTANTS.map((mutant) =>
      limit(async () => {
        const { rule, history } = await runMutant(mutant, { seed: 1, runs });
        onProgress(
          `${mutant.description} (${mutant.cloud}): ${rule === undefined ? 'not found' : `history ${history}`}`,
        );
        return { mistake: mutant.description, rule, history };
      }),
    ),
  );
  const missed = found.filter(({ rule }) => rule === undefined).map(({ mistake }) => mistake);
  if (missed.length > 0) throw new Error(`${runs} histories do not find: ${missed.join('; ')}`);
  return Object.fromEntries(found.map(({ mistake, rule, history }) => [mistake, `${rule} (history ${history})`]));
}
