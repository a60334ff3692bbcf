import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

const KINDS: ReadonlySet<string> = new Set(['import-statement', 'dynamic-import']);

const nameOf = (path: string) => path.replace(/^(?!node:)/, 'node:');

/**
 * esbuild plugin: takes Node's own modules without an `import`, which reads all that a module exports. Of node:http that is also
 * WebSocket, for which Node then loads its whole client for fetch: 40 ms of a cold start.
 */
function withoutImport(name: string, isMeant: (path: string) => boolean): Plugin {
  return {
    name,
    setup(build) {
      const namespace = 'builtin';
      build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
        KINDS.has(kind) && isBuiltin(path) && isMeant(nameOf(path)) ? { path: nameOf(path), namespace } : undefined,
      );
      build.onLoad({ filter: /./, namespace }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
        loader: 'js',
      }));
      checkBundle(build, ({ outputs }) => {
        const imports = Object.values(outputs).flatMap((output) => output.imports);
        const left = imports.filter(({ path, kind }) => KINDS.has(kind) && isBuiltin(path) && isMeant(nameOf(path)));
        return left.map(({ path }) => `${path} is imported as before`);
      });
    },
  };
}

export const lazyBuiltins = withoutImport('lazy-builtins', () => true);

/** Where a bundle is split into many files, each of the others would be one more. */
export const lazyHttp = withoutImport('lazy-http', (path) => path === 'node:http' || path === 'node:https');
