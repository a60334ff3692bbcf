import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ROOT } from './bundle.ts';
import { dependencyClosure, readLock } from './supply/lock-file.ts';

export const FRAMEWORK = '@google-cloud/functions-framework';

const Package = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

/** The framework's part of our lock file: the platform installs the versions that the tests ran with. */
async function lockFor(manifest: object): Promise<object> {
  const lock = await readLock();
  const packages = dependencyClosure(lock, FRAMEWORK).map((place) => [place, lock.get(place)]);
  return { lockfileVersion: 3, requires: true, packages: { '': manifest, ...Object.fromEntries(packages) } };
}

/** The platform installs the framework, which keeps a registry of functions and so must not be bundled. */
export async function writeGcpPackage(folder: string): Promise<void> {
  const { version, dependencies } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const manifest = {
    name: 'podroutes-function',
    version,
    private: true,
    type: 'module',
    main: 'index.mjs',
    engines: { node: '>=22' },
    dependencies: { [FRAMEWORK]: dependencies[FRAMEWORK] },
  };
  await mkdir(folder, { recursive: true });
  const write = (name: string, content: object) =>
    writeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  await write('package.json', manifest);
  await write('package-lock.json', { name: manifest.name, version, ...(await lockFor(manifest)) });
}
