import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { SettingsError } from '../../../shared/reconcile/settings.ts';

/** The names under which a settings file is looked for. */
const FILE_NAMES = ['podroutes.yaml', 'podroutes.yml', 'podroutes.json'];

/** Whether there is a file at `path`. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether a file of this name would be read without being named. */
export const isSettingsFileName = (name: string) => FILE_NAMES.includes(name);

/** The settings files that `folder` holds; more than one would leave open which counts. */
export async function findSettingsFiles(folder: string): Promise<string[]> {
  const found = await Promise.all(
    FILE_NAMES.map(async (name) => ((await fileExists(join(folder, name))) ? [name] : [])),
  );
  return found.flat();
}

/** Whether anybody may put files there, as in /tmp: what lies in such a folder above is not for us. Windows has no such bits. */
async function isForAnybody(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const { mode } = await stat(folder).catch(() => ({ mode: 0 }));
  return (mode & 0o002) !== 0;
}

async function isLast(folder: string): Promise<boolean> {
  return folder === homedir() || folder === dirname(folder) || fileExists(join(folder, '.git'));
}

/**
 * The settings file of `folder` or of the nearest folder above that has one, up to the repository's root, to the home folder or to
 * the file system's root; its path from `folder`. Throws SettingsError where one folder has two.
 */
export async function findSettingsFile(folder: string): Promise<string | undefined> {
  for (let each = folder; ; each = dirname(each)) {
    const isAsked = each === folder || !(await isForAnybody(each));
    const [name, another] = isAsked ? await findSettingsFiles(each) : [];
    const where = each === folder ? 'here' : `in ${each}`;
    if (another !== undefined)
      throw new SettingsError([`${name} and ${another} are both ${where}; keep one, or use --config`]);
    if (name !== undefined) return relative(folder, join(each, name));
    if (await isLast(each)) return undefined;
  }
}
