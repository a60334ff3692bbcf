import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NoPythonError, prepareVenv } from './support/suite/venv.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function runSuite(venv: string): number {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'moto', ...process.argv.slice(2)];
  const env = { ...process.env, PODROUTES_VENV: venv };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
}

/** Somebody without Python can still work on everything else; CI may not look away. */
function skip(reason: string): number {
  const rule = '!'.repeat(80);
  process.stderr.write(`${rule}\nSKIPPED: the suite against moto did not run.\n${reason}\n${rule}\n`);
  return process.env['CI'] === 'true' ? 1 : 0;
}

try {
  process.exitCode = runSuite(process.env['PODROUTES_VENV'] ?? prepareVenv(ROOT));
} catch (error) {
  if (!(error instanceof NoPythonError)) throw error;
  process.exitCode = skip(error.message);
}
