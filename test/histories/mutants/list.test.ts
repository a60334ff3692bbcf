import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the mistakes that histories have to find', () => {
  it('are all named by docs/reliability.md', async () => {
    const page = (await read('docs/reliability.md')).replaceAll(/\s+/g, ' ');
    expect(MUTANTS.map(({ description }) => description).filter((description) => !page.includes(description))).toEqual(
      [],
    );
  });

  it.each(MUTANTS)('$description: what it is put in the place of is there, once', async ({ file, find }) => {
    expect((await read(file)).split(find)).toHaveLength(2);
  });
});
