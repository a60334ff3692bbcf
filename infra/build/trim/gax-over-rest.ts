import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

const ROOT = /[\\/]google-gax[\\/]build[\\/]src[\\/]index\.js$/;
const CLIENT = /[\\/]@google-cloud[\\/][\w-]+[\\/]build[\\/]src[\\/]\w+[\\/]\w+_client\.js$/;

/** What the clients take from google-gax itself, and the file of that package that has it. */
const PROVIDED = new Map([
  ['fallback', "require('./fallback.js')"],
  ['loggingUtils', "require('google-logging-utils')"],
  ['decodeAnyProtosInArray', "require('./util.js').decodeAnyProtosInArray"],
]);

const REPLACEMENT = [...PROVIDED].map(([name, from]) => `exports.${name} = ${from};`).join('\n');

/** What a client takes that the replacement lacks. */
function missingExports(client: string): string[] {
  const names = new Set([...client.matchAll(/google_gax_1\.(\w+)/g)].map(([, name = '']) => name));
  const unknown = [...names].filter((name) => !PROVIDED.has(name)).map((name) => `takes ${name} from google-gax`);
  if (names.size === 0) unknown.push('takes nothing from google-gax');
  return /opts\.fallback = opts\.fallback \?\? true/.test(client) ? unknown : [...unknown, 'speaks gRPC by default'];
}

/**
 * esbuild plugin: google-gax without gRPC. Compute Engine speaks REST only, which the package's `fallback` does; the package
 * root loads gRPC beside it. Fails the build when a client needs more than that.
 */
export const gaxOverRest: Plugin = {
  name: 'gax-over-rest',
  setup(build) {
    // node-fetch's errors take their names from their classes, and google-gax goes by those.
    build.initialOptions.keepNames = true;
    build.onLoad({ filter: ROOT, namespace: 'file' }, () => ({ contents: REPLACEMENT, loader: 'js' }));
    build.onLoad({ filter: CLIENT, namespace: 'file' }, async ({ path }) => {
      const contents = await readFile(path, 'utf8');
      return { contents, loader: 'js', errors: missingExports(contents).map((what) => ({ text: `${path} ${what}` })) };
    });
    checkBundle(build, ({ inputs }) => {
      const paths = Object.keys(inputs);
      if (!paths.some((path) => ROOT.test(path))) return ['google-gax is not loaded from where it is expected'];
      return paths.some((path) => path.includes('@grpc')) ? ['something else loads gRPC'] : [];
    });
  },
};
