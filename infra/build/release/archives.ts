import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type AsyncZippable, type Zippable, zipSync } from 'fflate';

/** Files by their path in an archive. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** The files in a folder, links followed, as they are to be in `prefix` of an archive. */
export async function filesIn(folder: string, prefix: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => [join(prefix, relative(folder, path)), await readFile(path)] as const;
  return Object.fromEntries(await Promise.all(paths.map(read)));
}
