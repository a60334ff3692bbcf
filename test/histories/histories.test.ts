import { describe, expect, it } from 'vitest';
import { howMany, isSample, SEED } from '../support/sample.ts';
import { CLOUDS } from './all.ts';
import { emptyTally } from './tally.ts';
import { tell } from './tell.ts';

/** `npm run test:soak` plays more. */
const RUNS = { aws: howMany(150, 12), gcp: howMany(100, 10) };

describe('whatever happens to a cluster', () => {
  it.each(CLOUDS)(
    'no promise is broken on $name',
    async ({ name, search }) => {
      const tally = emptyTally();
      const found = await search({ seed: SEED, runs: RUNS[name] }, tally);
      process.stderr.write(`histories on ${name} from seed ${SEED} on: ${JSON.stringify(tally)}\n`);
      expect(found === undefined ? '' : tell(name, found)).toBe('');
      const { apiCalls, writes } = tally;
      // Races are rare: the soak has some. A sample may be without more.
      const expected = isSample ? { apiCalls, writes } : { ...tally, races: 1 };
      const nothing = Object.entries(expected).filter(([, count]) => count === 0);
      expect(nothing).toEqual([]);
    },
    120_000,
  );

  it.each(CLOUDS)('the same happens each time on $name', async ({ search }) => {
    const [first, again] = [emptyTally(), emptyTally()];
    const runs = howMany(5, 2);
    await search({ seed: SEED, runs }, first);
    await search({ seed: SEED, runs }, again);
    expect(again).toEqual(first);
  });
});
