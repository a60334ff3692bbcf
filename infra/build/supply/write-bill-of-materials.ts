import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod/mini';
import { type BundleResult, ROOT } from '../bundle.ts';
import { FRAMEWORK } from '../gcp-package.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundledPackages, mergePackages, type DeployedPackage, deployedPackageAt } from './deployed-packages.ts';
import { dependencyClosure, type Lock, readLock } from './lock-file.ts';

const Package = z.object({ version: z.string() });

async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  const hashed = paths.toSorted().map(async (path) => [relative(folder, path), await hash(path)] as const);
  return new Map(await Promise.all(hashed));
}

/** What the platform installs beside the bundle. */
function installedPackages(lock: Lock, target: string): DeployedPackage[] {
  return target === 'gcp'
    ? dependencyClosure(lock, FRAMEWORK).map((place) => deployedPackageAt(lock, place, 'installed'))
    : [];
}

/** Writes the bill of materials of what was built as `target` into `file`. */
export async function writeBillOfMaterials(
  file: string,
  target: string,
  { folder, metafile }: BundleResult,
): Promise<void> {
  const lock = await readLock();
  const { version } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const packages = mergePackages([...bundledPackages(lock, metafile), ...installedPackages(lock, target)]);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    billOfMaterials({ name: `podroutes-${target}`, version, files: await filesOf(folder), packages }),
  );
}
