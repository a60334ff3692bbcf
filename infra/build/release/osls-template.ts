import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../bundle.ts';
import { isObject, type JsonObject, toJson } from './template/json.ts';

/** Has osls build everything and make its template under `parameters`. Needs no credentials and no network. */
export async function packageWithOsls(parameters: readonly string[]): Promise<JsonObject> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-package-'));
  try {
    const command = join(ROOT, 'node_modules/.bin/osls');
    await promisify(execFile)(command, ['package', '--package', folder, ...parameters], { cwd: ROOT });
    const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    const template = toJson(JSON.parse(text));
    if (!isObject(template)) throw new Error('osls made no template');
    return template;
  } finally {
    await rm(folder, { recursive: true });
  }
}
