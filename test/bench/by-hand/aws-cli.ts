import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Where `npm run test:moto` keeps the AWS CLI: see test/moto/support/suite/venv.ts. */
const VENV = join(ROOT, 'node_modules/.cache/podroutes-moto/bin');

/** The PATH on which the AWS CLI is found, and which one it is; undefined where there is none. */
export function findAwsCli(): { readonly path: string; readonly version: string } | undefined {
  // A CLI of our own comes first: on the PATH is often a wrapper that takes time of its own.
  const folders = [...(existsSync(join(VENV, 'aws')) ? [VENV] : []), process.env['PATH'] ?? ''];
  const path = folders.join(delimiter);
  const { status, stdout } = spawnSync('aws', ['--version'], { encoding: 'utf8', env: { ...process.env, PATH: path } });
  return status === 0 ? { path, version: stdout.split(' ')[0] ?? 'aws-cli' } : undefined;
}
