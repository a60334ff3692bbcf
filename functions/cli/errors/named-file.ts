import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SettingsError } from '../../../shared/reconcile/settings.ts';

/** What keeps a file that somebody named from being read, by the code of Node's error. */
const READ_MISTAKES: Readonly<Record<string, (name: string) => string>> = {
  ENOENT: (name) => `there is no file ${name}`,
  ENOTDIR: (name) => `there is no file ${name}`,
  EACCES: (name) => `${name} may not be read`,
  EPERM: (name) => `${name} may not be read`,
  EISDIR: (name) => `${name} is a folder`,
  // A name with a null character in it.
  ERR_INVALID_ARG_VALUE: (name) => `there is no file ${name}`,
};

/** What keeps it from being written, and can be mended with another name. */
const WRITE_MISTAKES: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EISDIR: 'is a folder',
  ENOENT: 'is in a folder that does not exist',
  ENOTDIR: 'is in a folder that does not exist',
  EPERM: 'may not be written',
  ENOSPC: 'has no room left on its disk',
  EROFS: 'may not be written',
  ERR_INVALID_ARG_VALUE: 'is no name of a file',
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** The same error, or one that says by the file's name why it cannot be read. */
export function readError(error: unknown, name: string): unknown {
  const mistake = READ_MISTAKES[codeOf(error)]?.(name);
  return mistake === undefined ? error : new SettingsError([mistake]);
}

/** The text of a file that a flag names. Throws SettingsError where it is not there. */
export async function readNamedFile(folder: string, name: string): Promise<string> {
  try {
    return await readFile(resolve(folder, name), 'utf8');
  } catch (error) {
    throw readError(error, name);
  }
}

/** Writes a file that `--out` names. Throws SettingsError where there is no place for it; `example` is a name that would do. */
export async function writeNamedFile(folder: string, out: string, text: string, example: string): Promise<void> {
  try {
    await writeFile(resolve(folder, out), text);
  } catch (error) {
    const mistake = WRITE_MISTAKES[codeOf(error)];
    if (mistake === undefined) throw error;
    throw new SettingsError([`--out is "${out}", which ${mistake}; name a file like ${example}`]);
  }
}
