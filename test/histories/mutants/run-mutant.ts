import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import type { SeedRange } from '../explore/search.ts';
import type { Mutant } from './mutants.ts';

const run = promisify(execFile);
const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const MutantResult = z.object({ rule: z.optional(z.string()), history: z.optional(z.string()) });

/** Plays histories against the product with one mistake in it, in a process of its own. Answers the promise that was broken. */
export async function runMutant(mutant: Mutant, { seed, runs }: SeedRange): Promise<z.infer<typeof MutantResult>> {
  const { cloud, file, find, replace } = mutant;
  const env = { ...process.env, METADATA_SERVER_DETECTION: 'none', MUTANT: JSON.stringify({ file, find, replace }) };
  const args = ['--import', pathOf('mutation-hook.ts'), pathOf('child.ts'), cloud, `${seed}`, `${runs}`];
  const { stdout } = await run(process.execPath, args, { env });
  return MutantResult.parse(JSON.parse(stdout));
}
