import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import type { Range } from '../search.ts';
import type { Mutant } from './list.ts';

const run = promisify(execFile);
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const Told = z.object({ rule: z.optional(z.string()), history: z.optional(z.string()) });

/** Plays histories against the product with one mistake in it, in a process of its own. Answers the promise that was broken. */
export async function judge(mutant: Mutant, { seed, runs }: Range): Promise<z.infer<typeof Told>> {
  const { cloud, file, find, replace } = mutant;
  const env = { ...process.env, METADATA_SERVER_DETECTION: 'none', MUTANT: JSON.stringify({ file, find, replace }) };
  const args = ['--import', path('hook.ts'), path('play.ts'), cloud, `${seed}`, `${runs}`];
  const { stdout } = await run(process.execPath, args, { env });
  return Told.parse(JSON.parse(stdout));
}
