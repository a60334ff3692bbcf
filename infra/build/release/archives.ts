import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';

/** Files by their path in an archive. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** The files in a folder, as they are to be in the folder `prefix` of an archive. Links become what they lead to. */
export async function filesIn(folder: string, prefix: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => [join(prefix, relative(folder, path)), await readFile(path)] as const;
  return Object.fromEntries(await Promise.all(paths.map(read)));
}

const UNIX = 3;
/** A file that everybody may read: Lambda's user is not the one that unpacks. */
const READABLE = 0o100644 << 16;
/** The first day that a zip can tell. Zips have no time zone, and so this one is said in the machine's. */
const FIRST_DAY = new Date(1980, 0, 1);

/** A zip with the same bytes for the same files. */
export function zip(files: Files): Uint8Array {
  const sorted = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const options = { level: 9, mtime: FIRST_DAY, os: UNIX, attrs: READABLE } as const;
  return zipSync(Object.fromEntries(sorted), options);
}
