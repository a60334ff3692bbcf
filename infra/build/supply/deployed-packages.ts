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

/** The place of the package that a bundle's input belongs to, whatever a plugin put before it; undefined for our own files. */
function packagePathOf(input: string): string | undefined {
  const at = input.indexOf('node_modules/');
  return at < 0 ? undefined : /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.slice(at))?.[0];
}

/** The part at a place. Throws when the lock file does not pin it, or pins it for development only. */
export function deployedPackageAt(lock: Lock, place: string, how: Inclusion): DeployedPackage {
  const locked = lock.get(place);
  if (locked?.version === undefined || locked.integrity === undefined) throw new Error(`${place} is not pinned`);
  if (locked.dev === true) throw new Error(`${place} is for development; it must not be deployed`);
  return { name: packageNameAt(place), version: locked.version, locked, inclusions: [how] };
}

/** One part for each name and version, wherever it comes from. */
export function mergePackages(parts: readonly DeployedPackage[]): DeployedPackage[] {
  const known = new Map<string, DeployedPackage>();
  for (const part of parts) {
    const key = `${part.name}@${part.version}`;
    const how = new Set([...(known.get(key)?.inclusions ?? []), ...part.inclusions]);
    known.set(key, { ...part, inclusions: [...how] });
  }
  return [...known.values()];
}

/** The packages of which bytes are really in the bundle, by place; what was shaken out of it is not. */
export function bundledPackages(lock: Lock, { outputs }: Metafile): DeployedPackage[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const places = new Set(used.map(packagePathOf).filter((place) => place !== undefined));
  return [...places].toSorted().map((place) => deployedPackageAt(lock, place, 'bundled'));
}
