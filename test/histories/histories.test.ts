import { describe, expect, it } from 'vitest';
import { howMany, isSample, SEED } from '../support/sample.ts';
import { CLOUDS } from './clouds.ts';
import { emptyStatistics } from './explore/statistics.ts';
import { describeCounterexample } from './explore/describe-counterexample.ts';

/** `npm run test:soak` plays more. */
const RUNS = { aws: howMany(150, 8), gcp: howMany(100, 6) };

describe('whatever happens to a cluster', () => {
  it.each(CLOUDS)(
    'no promise is broken on $name',
    async ({ name, findMinimalCounterexample }) => {
      const tally = emptyStatistics();
      const found = await findMinimalCounterexample({ seed: SEED, runs: RUNS[name] }, tally);
      process.stderr.write(`histories on ${name} from seed ${SEED} on: ${JSON.stringify(tally)}\n`);
      expect(found === undefined ? '' : describeCounterexample(name, found)).toBe('');
      const { apiCalls, writes } = tally;
      // Races are rare: the soak has some. A sample may be without more.
      const expected = isSample ? { apiCalls, writes } : { ...tally, races: 1 };
      const nothing = Object.entries(expected).filter(([, count]) => count === 0);
      expect(nothing).toEqual([]);
    },
    120_000,
  );

  it.each(CLOUDS)(
    'the same happens each time on $name',
    async ({ findMinimalCounterexample }) => {
      const [first, again] = [emptyStatistics(), emptyStatistics()];
      const runs = howMany(5, 2);
      await findMinimalCounterexample({ seed: SEED, runs }, first);
      await findMinimalCounterexample({ seed: SEED, runs }, again);
      expect(again).toEqual(first);
    },
    60_000,
  );
});
