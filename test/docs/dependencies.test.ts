import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const Names = z.record(z.string(), z.string());
const Package = z.object({ dependencies: Names, devDependencies: Names, optionalDependencies: Names });

/** Names of packages in the first column of the page's tables. */
async function listed(): Promise<string[]> {
  const rows = (await read('docs/dependencies.md')).split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

it('every dependency is justified on the page, and nothing else is', async () => {
  const { dependencies, devDependencies, optionalDependencies } = Package.parse(JSON.parse(await read('package.json')));
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect((await listed()).toSorted()).toEqual(names.toSorted());
});

it('each with a reason', async () => {
  const rows = (await read('docs/dependencies.md')).split('\n').filter((line) => line.startsWith('| `'));
  const bare = rows.filter((row) => (row.split(' | ')[1] ?? '').replaceAll('|', '').trim().length < 5);
  expect(bare).toEqual([]);
});
