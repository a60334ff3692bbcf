import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingToolError } from '../or-skip.ts';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function python(): string {
  const isRecent = ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'];
  const found = ['python3', 'python'].find((name) => spawnSync(name, isRecent, { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new MissingToolError('It needs Python 3.10 or later, with its venv module.');
  return found;
}

/**
 * A virtual environment with the packages of a requirements.txt, in the cache folder of node_modules. It is kept until what it
 * has to hold changes. Throws MissingToolError.
 */
export function prepareVenv(name: string, requirements: string): string {
  const venv = join(CACHE, name);
  const stamp = join(venv, 'stamp');
  const text = readFileSync(requirements, 'utf8');
  const wanted = createHash('sha256').update(text).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return venv;
  const interpreter = python();
  rmSync(venv, { recursive: true, force: true });
  process.stdout.write(`Installing into a virtual environment: ${text.trim().split('\n').join(', ')} ...\n`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  if (!runs(interpreter, ['-m', 'venv', venv]) || !runs(join(venv, 'bin/python'), pip)) {
    throw new MissingToolError('Its Python packages could not be installed; the reason stands above.');
  }
  writeFileSync(stamp, wanted);
  return venv;
}
