import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { type Mutant, MUTANTS } from '../histories/mutants/list.ts';

const HOOK = new URL('../histories/mutants/hook.ts', import.meta.url);
const PLAY = fileURLToPath(new URL('../histories/mutants/play.ts', import.meta.url));

const Played = z.object({ rule: z.optional(z.string()), histories: z.number() });

/** Plays histories with one mistake in the product's source, until they find it. */
async function play(mutant: Mutant, runs: number) {
  const env = { ...process.env, MUTANT: JSON.stringify(mutant) };
  const args = ['--import', HOOK.href, PLAY, mutant.cloud, `${runs}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return Played.parse(JSON.parse(stdout));
}

/** By mistake: the promise that histories found broken, and the number of the history that broke it. */
export type Found = Readonly<Record<string, string>>;

/**
 * The test of the histories: each mistake that somebody might make is put into the source, one at a time, and at most `runs`
 * histories have to find it. Throws when they do not find one.
 */
export async function mutants({ runs }: { runs: number }): Promise<Found> {
  const limit = pLimit(2);
  const found = await Promise.all(
    MUTANTS.map((mutant) =>
      limit(async () => {
        const { rule, histories } = await play(mutant, runs);
        return { mistake: mutant.mistake, rule, histories };
      }),
    ),
  );
  const missed = found.filter(({ rule }) => rule === undefined).map(({ mistake }) => mistake);
  if (missed.length > 0) throw new Error(`${runs} histories do not find: ${missed.join('; ')}`);
  return Object.fromEntries(found.map(({ mistake, rule, histories }) => [mistake, `${rule} (history ${histories})`]));
}
