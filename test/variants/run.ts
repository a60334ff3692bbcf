/** `npm run test:variants`: the suites under each behaviour that nobody has confirmed, turned round in the local cloud. */
import { spawnSync } from 'node:child_process';
import { GCE_VARIANTS, GCP_TESTS } from './gcp.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';

function passes(variant: string): boolean {
  process.stdout.write(`\n== ${variant}\n`);
  const args = [VITEST, 'run', '--project', 'unit', '--project', 'sample', ...process.argv.slice(2), ...GCP_TESTS];
  const env = { ...process.env, LOCAL_GCE_VARIANTS: variant };
  return spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status === 0;
}

const failed = GCE_VARIANTS.filter((variant) => !passes(variant));
for (const variant of failed) process.stdout.write(`failed: ${variant}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
