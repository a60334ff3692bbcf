import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** What a function is made of: a folder, and what of it is called. */
interface Code {
  readonly task: string;
  readonly handler: string;
}

/** What `npx osls deploy` would upload. */
export function packaged(): Code {
  return { task: inject('task'), handler: inject('deployment').Handler };
}

/** A function of one module that exports `handler`. */
export async function written(source: string, task: string): Promise<Code> {
  await mkdir(task);
  await writeFile(join(task, 'index.mjs'), source);
  return { task, handler: 'index.handler' };
}
