import { describe, expect, it } from 'vitest';
import { CLOUDS } from './all.ts';
import { AWS } from './aws/kind.ts';
import { GCP } from './gcp/kind.ts';
import { KNOWN_AWS, KNOWN_GCP } from './known.ts';
import { emptyTally } from './tally.ts';
import { tell } from './tell.ts';

/** The same histories each time; `npm run test:soak` plays others. */
const SEED = 20_260_101;
const RUNS = { aws: 150, gcp: 100 };

describe('whatever happens to a cluster', () => {
  it.each(CLOUDS)(
    'no promise is broken on $name',
    async ({ name, search }) => {
      const tally = emptyTally();
      const found = await search({ seed: SEED, runs: RUNS[name] }, tally);
      process.stderr.write(`histories on ${name} from seed ${SEED} on: ${JSON.stringify(tally)}\n`);
      expect(found === undefined ? '' : tell(name, found)).toBe('');
      // Races are rare: the soak has some.
      const nothing = Object.entries({ ...tally, races: 1 }).filter(([, count]) => count === 0);
      expect(nothing).toEqual([]);
    },
    120_000,
  );

  it.each(CLOUDS)('the same happens each time on $name', async ({ search }) => {
    const [first, again] = [emptyTally(), emptyTally()];
    await search({ seed: SEED, runs: 5 }, first);
    await search({ seed: SEED, runs: 5 }, again);
    expect(again).toEqual(first);
  });
});

describe('what once went wrong', () => {
  it.each(Object.entries(KNOWN_AWS))('on AWS: %s', async (_, history) => AWS.play(history, emptyTally()));
  it.each(Object.entries(KNOWN_GCP))('on GCP: %s', async (_, history) => GCP.play(history, emptyTally()));
});
