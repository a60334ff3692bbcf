import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const SUITE = fileURLToPath(new URL('../packets/run.ts', import.meta.url));
const COUNTS = /explain and ping agree on (\d+) pairs, of which (\d+) talk/g;

/** Compares `podroutes explain` with ping in so many random fleets on each cloud. Throws what the suite says when they differ. */
export async function packets({ seed, fleets }: { seed: number; fleets: number }) {
  const env = { ...process.env, EXPLAIN_FLEETS: `${fleets}`, EXPLAIN_SEED: `${seed}` };
  const suite = spawn(process.execPath, [SUITE, 'explain'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(suite, 'close');
  const [output, errors] = await Promise.all([text(suite.stdout), text(suite.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`packets: ${output}${errors}`);
  const counts = [...output.matchAll(COUNTS)].map(([, pairs, talking]) => [Number(pairs), Number(talking)] as const);
  return {
    pairs: counts.reduce((sum, [pairs]) => sum + pairs, 0),
    talking: counts.reduce((sum, [, talking]) => sum + talking, 0),
    disagreements: 0,
  };
}
