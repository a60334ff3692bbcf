/** The second half of `npm run test:variants`: the GCP suites under each behaviour of Compute Engine that nobody has confirmed. */
import { spawnSync } from 'node:child_process';
import { GCE_VARIANTS, GCP_TESTS } from './gcp.ts';

const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter', 'dot'];

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** A pattern for the names of all other tests. */
const allBut = (names: readonly string[]): string => `^(?!.*(${names.map(escape).join('|')}))`;

function passes({ variant, counting = [], without = [] }: (typeof GCE_VARIANTS)[number]): boolean {
  process.stdout.write(`\n== ${variant}\n`);
  const left = counting.length === 0 ? [] : ['--testNamePattern', allBut(counting)];
  const args = [...VITEST, ...left, ...process.argv.slice(2), ...GCP_TESTS.filter((file) => !without.includes(file))];
  const env = { ...process.env, LOCAL_GCE_VARIANTS: variant };
  return spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status === 0;
}

const failed = GCE_VARIANTS.filter((each) => !passes(each));
for (const { variant } of failed) process.stdout.write(`failed: ${variant}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
