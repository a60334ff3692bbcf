import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

/** The protocols of all AWS clients, of which each speaks one. */
const PROTOCOLS = /^@(?:aws-sdk|smithy)\/core\/protocols$/;
const BARREL = /[\\/]core[\\/]dist-es[\\/]submodules[\\/]protocols[\\/]index\.js$/;

const IMPORT = /^import \{([^}]*)\} from "([^"]+)";$/gm;
const EXPORT = /^export \{([^}]*)\} from "[^"]+";$/gm;

const namesIn = (list: string) => list.split(',').flatMap((each) => each.trim() || []);

/** The names that a module imports from `specifier` by name; undefined where it does so otherwise. */
function importedNames(source: string, specifier: string): string[] | undefined {
  const statements = [...source.matchAll(IMPORT)].filter(([, , from]) => from === specifier);
  const mentions = source.split(`"${specifier}"`).length - 1;
  if (statements.length === 0 || statements.length !== mentions) return undefined;
  return statements.flatMap(([, list = '']) => namesIn(list).map((each) => each.split(' as ')[0] ?? each));
}

/** A module that only exports from others, without what is not among `names`. Throws when it does anything else. */
export function narrowBarrel(source: string, names: readonly string[]): string {
  if (source.replace(EXPORT, '').trim() !== '') throw new Error('does more than export from other modules');
  return source.replace(EXPORT, (statement, list: string) => {
    const kept = namesIn(list).filter((each) => names.includes(each.split(' as ').at(-1) ?? each));
    return kept.length === 0 ? '' : statement.replace(list, kept.join(', '));
  });
}

/**
 * esbuild plugin: whoever imports some names from a module that only exports from others gets a copy of that with these names.
 * esbuild puts a module into the first part that reaches it, so that through such modules the clients that are loaded later
 * would have theirs loaded at the start.
 */
export const leafImports: Plugin = {
  name: 'leaf-imports',
  setup(build) {
    const isResolving = Symbol('resolving');
    build.onResolve({ filter: PROTOCOLS }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === isResolving || kind !== 'import-statement') return undefined;
      const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: isResolving });
      const names = importedNames(await readFile(importer, 'utf8'), path);
      if (names === undefined || !BARREL.test(found.path)) return undefined;
      return {
        path: found.path,
        sideEffects: found.sideEffects,
        suffix: `?${names.toSorted().join()}`,
        pluginData: names,
      };
    });
    build.onLoad({ filter: BARREL, namespace: 'file' }, async ({ path, pluginData }) => {
      if (!Array.isArray(pluginData)) return undefined;
      return { contents: narrowBarrel(await readFile(path, 'utf8'), pluginData), loader: 'js' };
    });
    checkBundle(build, ({ inputs }) => {
      const isNarrowed = Object.keys(inputs).some((path) => path.includes('/protocols/index.js?'));
      return isNarrowed ? [] : ['the AWS clients import what they share from elsewhere'];
    });
  },
};
