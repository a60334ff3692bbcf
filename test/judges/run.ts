/** `npm run test:judges`: the local cloud before what the clouds publish of themselves, and beside another's EC2. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { orSkip } from '../support/or-skip.ts';
import { prepareVenv } from '../support/python/venv.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

function runSuite(venv: string): number {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'judges', ...process.argv.slice(2)];
  const env = { ...process.env, PODROUTES_VENV: venv };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
}

process.exitCode = await orSkip('the judges of the local clouds', () =>
  runSuite(process.env['PODROUTES_VENV'] ?? prepareVenv('podroutes-judges', REQUIREMENTS)),
);
