import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What the commands write by default, or in our examples, and nobody wants to commit. */
const WRITTEN = ['routes.html', 'plan.json', 'podroutes-acceptance.json'];

/** Of these names, those that git ignores in `folder`; undefined where there is no repository, or no git. */
async function ignoredIn(folder: string): Promise<string[] | undefined> {
  const ask = promisify(execFile)('git', ['check-ignore', ...WRITTEN], { cwd: folder, timeout: 2000 });
  // It ends with 1 when it ignores none of them, and with 128 outside of a repository.
  const text = await ask
    .then(({ stdout }) => stdout)
    .catch((error: unknown) => (Object(error).code === 1 ? '' : undefined));
  return text?.split('\n');
}

/** Which lines `.gitignore` lacks for what the commands write; undefined where it lacks none or nobody would read it. */
export async function gitignoreNote(folder: string): Promise<string | undefined> {
  const ignored = await ignoredIn(folder);
  const missing = ignored === undefined ? [] : WRITTEN.filter((name) => !ignored.includes(name));
  if (missing.length === 0) return undefined;
  return `git does not ignore what map, plan --out and acceptance write; for .gitignore: ${missing.join(' ')}`;
}
