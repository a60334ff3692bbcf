import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ROOT } from '../bundle.ts';

const Names = z.optional(z.record(z.string(), z.string()));

const LockedPackage = z.looseObject({
  version: z.optional(z.string()),
  integrity: z.optional(z.string()),
  license: z.optional(z.string()),
  hasInstallScript: z.optional(z.boolean()),
  dev: z.optional(z.boolean()),
  dependencies: Names,
  optionalDependencies: Names,
});

export type LockedPackage = z.infer<typeof LockedPackage>;

/** What package-lock.json pins, by path (`node_modules/a/node_modules/b`). */
export type Lock = ReadonlyMap<string, LockedPackage>;

/** Reads package-lock.json. Throws when it is not one of version 3. */
export async function readLock(): Promise<Lock> {
  const text = await readFile(join(ROOT, 'package-lock.json'), 'utf8');
  const Lockfile = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), LockedPackage) });
  return new Map(Object.entries(Lockfile.parse(JSON.parse(text)).packages));
}

export const packageNameAt = (path: string) => path.split('node_modules/').at(-1) ?? '';

/** Where Node finds `name` for the package at `from`; undefined when it is not installed. */
function resolvePackagePath(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock.has(path)) return path;
    if (folder === '') return undefined;
  }
}

/** The paths of the package `name` and of everything that comes with it. Throws when a needed one is not pinned. */
export function dependencyClosure(lock: Lock, name: string): string[] {
  const paths = new Set<string>();
  const add = (from: string, dependency: string, isNeeded: boolean) => {
    const path = resolvePackagePath(lock, from, dependency);
    if (path !== undefined) paths.add(path);
    else if (isNeeded) throw new Error(`package-lock.json has no ${dependency} for ${from}`);
  };
  add('', name, true);
  // The loop also visits what is added on the way.
  for (const path of paths) {
    const { dependencies = {}, optionalDependencies = {} } = lock.get(path) ?? {};
    for (const each of Object.keys(dependencies)) add(path, each, !(each in optionalDependencies));
    for (const each of Object.keys(optionalDependencies)) add(path, each, false);
  }
  return [...paths];
}
