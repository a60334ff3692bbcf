/** `npm run test:lambda`: the packaged function under AWS's own runtime interface client and emulator. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { orSkip, skipAloud } from '../support/or-skip.ts';
import { canSandbox } from './support/sandbox.ts';
import { missingCommands, prepareTools } from './support/tools.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WHAT = "the suite in Lambda's runtime";

async function runSuite(): Promise<number> {
  const { client, emulator } = await prepareTools();
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'lambda', ...process.argv.slice(2)];
  const env = { ...process.env, PODROUTES_LAMBDA_CLIENT: client, PODROUTES_LAMBDA_EMULATOR: emulator };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
}

const missing = missingCommands();
if (missing.length > 0) skipAloud(WHAT, `It needs ${missing.join(', ')}.`);
else if (!canSandbox()) skipAloud(WHAT, 'It needs to mount: as root, or in a user namespace (Linux).');
else process.exitCode = await orSkip(WHAT, runSuite);
