import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

const KINDS: ReadonlySet<string> = new Set(['import-statement', 'dynamic-import']);

/**
 * esbuild plugin: takes Node's own modules without an `import`, which reads all that a module exports. Of node:http that is also
 * WebSocket, for which Node then loads its whole client for fetch: 40 ms of a cold start.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    const namespace = 'builtin';
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      KINDS.has(kind) && isBuiltin(path) ? { path: path.replace(/^(?!node:)/, 'node:'), namespace } : undefined,
    );
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
    checkBundle(build, ({ outputs }) => {
      const imports = Object.values(outputs).flatMap((output) => output.imports);
      const left = imports.filter(({ path, kind }) => KINDS.has(kind) && isBuiltin(path));
      return left.map(({ path }) => `${path} is imported as before`);
    });
  },
};
