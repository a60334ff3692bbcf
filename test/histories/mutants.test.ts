import { describe, expect, it } from 'vitest';
import { sampled } from '../support/sample.ts';
import { judge } from './mutants/judge.ts';
import { MUTANTS } from './mutants/list.ts';

/** Those that are found soon. `npm run test:soak -- --only mutants` judges them all. */
const SOON = [
  'no route is read again before it is changed',
  'who was not looked up counts as gone',
  'a stop counts as an end',
  'deletes on a partial listing',
];

const mutants = MUTANTS.filter(({ mistake }) => SOON.includes(mistake));

describe('histories find a mistake in the product', () => {
  it.concurrent.each(sampled(mutants, 1))(
    '$mistake ($cloud)',
    async (mutant) => {
      expect(await judge(mutant, { seed: 1, runs: 200 })).toHaveProperty('rule');
    },
    120_000,
  );

  it('and those of the list are there', () => {
    expect(mutants).toHaveLength(SOON.length);
  });
});
