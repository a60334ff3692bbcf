import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('../../requirements.txt', import.meta.url));

/** There is no Python to install moto with, or it could not be installed. */
export class NoPythonError extends Error {}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function python(): string {
  const isRecent = ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'];
  const found = ['python3', 'python'].find((name) => spawnSync(name, isRecent, { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new NoPythonError('It needs Python 3.10 or later, with its venv module.');
  return found;
}

/**
 * A virtual environment with moto, cfn-lint and the AWS CLI, in the cache folder of node_modules. It is kept until what it
 * has to hold changes. Throws NoPythonError.
 */
export function prepareVenv(root: string): string {
  const venv = join(root, 'node_modules/.cache/podroutes-moto');
  const stamp = join(venv, 'stamp');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return venv;
  const interpreter = python();
  rmSync(venv, { recursive: true, force: true });
  process.stdout.write('Installing moto, cfn-lint and the AWS CLI into a virtual environment ...\n');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  if (!runs(interpreter, ['-m', 'venv', venv]) || !runs(join(venv, 'bin/python'), pip)) {
    throw new NoPythonError('Its Python packages could not be installed; the reason stands above.');
  }
  writeFileSync(stamp, wanted);
  return venv;
}
