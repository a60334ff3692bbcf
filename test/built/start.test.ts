import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import * as z from 'zod/mini';

/** When this was written: 9 files with 66,361 bytes, most of them commander's. */
const MAX_FILES = 10;
const MAX_BYTES = 70_000;

/** What V8 writes of each script that ran. */
const Coverage = z.object({ result: z.array(z.object({ url: z.string() })) });

/** The files that Node evaluates for a command line. */
async function evaluatedFor(argv: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-coverage-'));
  try {
    const cli = join(inject('built'), 'cli/podroutes.mjs');
    await promisify(execFile)(process.execPath, [cli, ...argv], { env: { NODE_V8_COVERAGE: folder } });
    const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
    const scripts = (await Promise.all(texts)).flatMap((text) => Coverage.parse(JSON.parse(text)).result);
    return scripts.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

it.each([[['--help']], [['complete', '--', 'plan', '']]])('podroutes %j loads little', async (argv) => {
  const files = (await evaluatedFor(argv)).map((url) => fileURLToPath(url));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(files).toContainEqual(expect.stringMatching(/podroutes\.mjs$/));
  expect(files.length).toBeLessThanOrEqual(MAX_FILES);
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
});
