import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that are kept, half-written ones of processes that died included. */
const MAX_FILES = 32;

/** Longer ones are not read. */
const MAX_BYTES = 2_000_000;

/** Windows has neither owners in this sense nor modes: there the user's profile folder is private. */
const isOwn = ({ uid, mode }: Stats) =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);

/** Whether a folder is there that only this user can enter. A link is none. */
async function isPrivateFolder(folder: string): Promise<boolean> {
  const stats = await lstat(folder);
  return stats.isDirectory() && isOwn(stats);
}

/** The text of a file that only this user can read and write, in a folder of the same kind. Throws when there is none. */
export async function readPrivateFile(folder: string, name: string): Promise<string> {
  if (!(await isPrivateFolder(folder))) throw new Error(`${folder} is open to others`);
  const file = await open(join(folder, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile() || !isOwn(stats) || stats.size > MAX_BYTES)
      throw new Error(`${name} is open to others, or long`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MAX_FILES) return;
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })));
  const old = files.toSorted((a, b) => b.at - a.at).slice(MAX_FILES);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}

/** Writes such a file: whoever reads meanwhile sees the old one or the new one. Throws when that cannot be done. */
export async function writePrivateFile(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await isPrivateFolder(folder))) throw new Error(`${folder} is open to others`);
  const temporary = join(folder, `${name}.${randomUUID()}`);
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await removeOldest(folder);
}
