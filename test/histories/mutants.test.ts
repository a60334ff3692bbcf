import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { judge } from './mutants/judge.ts';
import { MUTANTS } from './mutants/list.ts';

/** Those that are found soon. `npm run test:soak -- --only mutants` judges them all. */
const SOON = [
  'no route is read again before it is changed',
  'who was not looked up counts as gone',
  'a stop counts as an end',
  'deletes on a partial listing',
];

describe('histories find a mistake in the product', () => {
  it.concurrent.each(MUTANTS.filter(({ mistake }) => SOON.includes(mistake)))(
    '$mistake ($cloud)',
    async (mutant) => {
      expect(await judge(mutant, { seed: 1, runs: 200 })).toHaveProperty('rule');
    },
    120_000,
  );

  it('and those of the list are there', () => {
    expect(MUTANTS.filter(({ mistake }) => SOON.includes(mistake))).toHaveLength(SOON.length);
  });

  it('and docs/reliability.md names each', async () => {
    const page = (await readFile(new URL('../../docs/reliability.md', import.meta.url), 'utf8')).replaceAll(
      /\s+/g,
      ' ',
    );
    expect(MUTANTS.map(({ mistake }) => mistake).filter((mistake) => !page.includes(mistake))).toEqual([]);
  });

  it.each(MUTANTS)('$mistake: what it is put in the place of is there, once', async ({ file, find }) => {
    const source = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(source.split(find)).toHaveLength(2);
  });
});
