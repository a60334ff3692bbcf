import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { PAGES, shellOf } from '../docs/commands/pages.ts';
import { commandsIn } from '../docs/commands/record.ts';
import { describeWithGcloud } from './describe-with-gcloud.ts';

const run = promisify(execFile);
/** What gcloud says of a command's form; undefined if it is content. Nobody is signed in, so no command gets any further. */
async function usageError(words: string[], folder: string): Promise<string | undefined> {
  const env = { PATH: process.env['PATH'], HOME: folder, CLOUDSDK_CONFIG: folder, CLOUDSDK_CORE_DISABLE_PROMPTS: '1' };
  try {
    await run('gcloud', words, { env, cwd: folder });
    return undefined;
  } catch (error) {
    const { code, stderr } = Object(error);
    // gcloud ends with 2 when it does not understand its command line.
    return code === 2 ? `${words.join(' ')}\n${stderr}` : undefined;
  }
}

/** One of each form: loops repeat a command with other values. */
function uniqueForms(commands: readonly string[][]): string[][] {
  const form = (words: readonly string[]) => words.map((word) => word.replace(/=.*/, '=')).join(' ');
  return [...new Map(commands.map((words) => [form(words), words])).values()];
}

describeWithGcloud('the gcloud commands of all pages', () => {
  it('are such as gcloud understands', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'podroutes-docs-'));
    // A file that the reader writes.
    await writeFile(join(folder, 'jwks.json'), '{"keys":[]}');
    try {
      const typed = PAGES.flatMap((page) => commandsIn(shellOf(page))).map(({ words }) => words);
      const commands = typed.flatMap(([program, ...words]) => (program === 'gcloud' ? [words] : []));
      expect(commands.length).toBeGreaterThan(30);
      expect(await usageError(['compute', 'routes', 'list', '--fliter=x'], folder)).toMatch(/unrecognized arguments/);
      const limit = pLimit(3);
      const refusals = await Promise.all(uniqueForms(commands).map((words) => limit(() => usageError(words, folder))));
      expect(refusals.filter((each) => each !== undefined)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
