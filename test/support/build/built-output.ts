import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TARGETS } from '../../../infra/build/targets.ts';

const run = promisify(execFile);
const BUILD_SCRIPT = fileURLToPath(new URL('../../../infra/build.ts', import.meta.url));

/** What `npm run build` makes of `targets`, in a folder outside the repository. */
export async function buildToTemporaryFolder(
  ...targets: readonly (keyof typeof TARGETS)[]
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-built-'));
  await run(process.execPath, [
    BUILD_SCRIPT,
    '--out',
    join(folder, 'dist'),
    ...targets.flatMap((each) => ['--only', each]),
  ]);
  return { folder: join(folder, 'dist'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs a module in a process of its own whose environment is `env` and nothing else. Throws with its standard error. */
export async function runModule(folder: string, code: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder, env });
  return stdout;
}
