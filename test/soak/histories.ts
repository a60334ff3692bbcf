import { AWS } from '../histories/aws/kind.ts';
import { GCP } from '../histories/gcp/kind.ts';
import { type Finding, search } from '../histories/search.ts';
import { emptyTally, type Tally } from '../histories/tally.ts';

/** What happened on each cloud, and how many promises were broken: none, or `histories` would have thrown. */
export interface Played {
  readonly violations: 0;
  readonly aws: Tally;
  readonly gcp: Tally;
}

function assertKept<Setup, Change>(cloud: string, found: Finding<Setup, Change> | undefined): void {
  if (found === undefined) return;
  const { seed, history, violation } = found;
  const replay = `npm run test:soak -- --only histories --seed ${seed} --runs 2`;
  throw new Error(`${cloud}, seed ${seed}: ${violation.message}\n${JSON.stringify(history)}\nagain: ${replay}`);
}

/**
 * Plays `runs` random histories, half on each cloud, those of the seeds from `seed` on. Throws the first broken promise, with the
 * history that breaks it, shrunk, and how to play it again.
 */
export async function histories({ runs, seed }: { runs: number; seed: number }): Promise<Played> {
  const played = { violations: 0, aws: emptyTally(), gcp: emptyTally() } as const;
  const range = { seed, runs: Math.ceil(runs / 2) };
  assertKept('AWS', await search(AWS, range, played.aws));
  assertKept('GCP', await search(GCP, range, played.gcp));
  return played;
}
