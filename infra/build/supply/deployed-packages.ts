import type { Metafile } from 'esbuild';
import { packageNameAt, type Lock, type LockedPackage } from './lock-file.ts';

type Inclusion = 'bundled' | 'installed';

/** A package of which something is deployed. */
export interface DeployedPackage {
  readonly name: string;
  readonly version: string;
  readonly locked: LockedPackage;
  /** `bundled`: in our files. `installed`: by the platform, from the lock file beside them. */
  readonly inclusions: readonly Inclusion[];
}

/** The path of the package that a bundle's input belongs to, without a plugin's prefix; undefined for our own files. */
function packagePathOf(input: string): string | undefined {
  const at = input.indexOf('node_modules/');
  return at < 0 ? undefined : /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.slice(at))?.[0];
}

/** The package at a path. Throws when the lock file does not pin it, or pins it for development only. */
export function deployedPackageAt(lock: Lock, path: string, inclusion: Inclusion): DeployedPackage {
  const locked = lock.get(path);
  if (locked?.version === undefined || locked.integrity === undefined) throw new Error(`${path} is not pinned`);
  if (locked.dev === true) throw new Error(`${path} is for development; it must not be deployed`);
  return { name: packageNameAt(path), version: locked.version, locked, inclusions: [inclusion] };
}

/** One entry for each name and version. */
export function mergePackages(packages: readonly DeployedPackage[]): DeployedPackage[] {
  const known = new Map<string, DeployedPackage>();
  for (const each of packages) {
    const key = `${each.name}@${each.version}`;
    const inclusions = new Set([...(known.get(key)?.inclusions ?? []), ...each.inclusions]);
    known.set(key, { ...each, inclusions: [...inclusions] });
  }
  return [...known.values()];
}

/** The packages of which bytes are in the bundle, after tree shaking. */
export function bundledPackages(lock: Lock, { outputs }: Metafile): DeployedPackage[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const paths = new Set(used.map(packagePathOf).filter((path) => path !== undefined));
  return [...paths].toSorted().map((path) => deployedPackageAt(lock, path, 'bundled'));
}
