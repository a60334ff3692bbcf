import { describe, expect, it } from 'vitest';
import { runMutant } from './mutants/run-mutant.ts';
import { MUTANTS } from './mutants/mutants.ts';

/** Those that are found soon. `npm run test:soak -- --only mutants` judges them all. */
const QUICK = [
  'no route is read again before it is changed',
  'who was not looked up counts as gone',
  'a stop counts as an end',
  'deletes on a partial listing',
];

const mutants = MUTANTS.filter(({ description }) => QUICK.includes(description));

describe('histories find a mistake in the product', () => {
  it.concurrent.each(mutants)(
    '$description ($cloud)',
    async (mutant) => {
      expect(await runMutant(mutant, { seed: 1, runs: 200 })).toHaveProperty('rule');
    },
    120_000,
  );

  it('and those of the list are there', () => {
    expect(mutants).toHaveLength(QUICK.length);
  });
});
