import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { packCommandLine } from '../../../../infra/build/release/npm-tarball.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podroutes-tarball-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Packs what is built, and answers where the tarball is. */
async function pack(): Promise<string> {
  const target = await mkdtemp(join(folder, 'packed-'));
  await packCommandLine(join(inject('built'), 'cli'), target);
  const [name = ''] = await readdir(target);
  return join(target, name);
}

it('the command line is one package that needs no other, runs nothing when installed, and is the same each time', async () => {
  const tarball = await pack();
  expect(tarball).toMatch(/podroutes-\d+\.\d+\.\d+\.tgz$/);
  const bytes = await readFile(tarball);
  expect(bytes.length).toBeLessThan(5_000_000);
  expect(bytes.equals(await readFile(await pack()))).toBe(true);
  const manifest: unknown = JSON.parse(
    execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }),
  );
  const parts = ['bin', 'description', 'engines', 'keywords', 'license', 'name', 'type', 'version'];
  expect(Object.keys(Object(manifest)).toSorted()).toEqual(parts);
}, 120_000);
