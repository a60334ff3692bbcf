import fc from 'fast-check';
import { inject } from 'vitest';

/** For whatever is chosen at random; the same in every run unless somebody asks for another. */
export const SEED = inject('seed');

export const isSample = inject('isSample');

/** How much of something is done: in full, or for a sample. */
export const howMany = (inFull: number, forSample: number) => (isSample ? forSample : inFull);

/** All of them, or, for a sample, so many; of a part, what is begun counts. */
export function sampled<Item>(all: readonly Item[], atLeast: number): readonly Item[] {
  const count = Math.ceil(atLeast);
  if (!isSample || all.length <= count) return all;
  const some = fc.subarray([...all], { minLength: count, maxLength: count });
  const [chosen = all] = fc.sample(some, { seed: SEED, numRuns: 1 });
  return chosen;
}
