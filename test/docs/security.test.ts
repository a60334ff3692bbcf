import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const text = await readFile(new URL('docs/security.md', ROOT), 'utf8');

const named = [...new Set([...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path))];
const isThere = (path: string) =>
  access(new URL(path, ROOT)).then(
    () => true,
    () => false,
  );

describe('the threat model', () => {
  it.each(named)('names a test that there is: %s', async (path) => {
    expect(await isThere(path)).toBe(true);
  });

  it('shows every row by a test, or by what the cloud does', () => {
    const rows = text.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| they try to'));
    expect(rows.length).toBeGreaterThan(15);
    const bare = rows.filter((row) => !/`test\/[^`]+` *\|$/.test(row) && !/\| the clouds *\|$/.test(row));
    expect(bare).toEqual([]);
  });
});
