import { build } from 'esbuild';
import { ROOT } from '../../../infra/build/bundle.ts';

/** Our own code under `entryPoints`, as JavaScript; the packages that it imports are left aside. */
export async function bundleOwnCode(...entryPoints: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...entryPoints],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'own',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** What `code` imports by name from packages whose names match: package, or file of one, -> names. */
export function importsIn(code: string, packages: RegExp): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, names = '', from = ''] of code.matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)) {
    if (!packages.test(from)) continue;
    const known = found.get(from) ?? new Set();
    for (const name of names.split(',')) known.add(name.trim().replace(/ as .*$/, ''));
    found.set(from, known);
  }
  return found;
}
