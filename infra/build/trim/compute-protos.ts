import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';
import { identifiersInOwnCode } from './identifiers.ts';
import { Protos, pruneProtos } from './prune-protos.ts';

const NAMESPACE = 'compute-protos';
const PROTOS = '../../protos/protos.json';

/** The service that a client is for, found in the client's own code. */
function serviceOf(client: string): string {
  const services = new Set([...client.matchAll(/lookupService\('([\w.]+)'\)/g)].map(([, name = '']) => name));
  const [service] = services;
  if (service !== undefined && services.size === 1) return service;
  throw new Error(`should look up one service, and looks up ${[...services].join(', ') || 'none'}`);
}

/** Whether `identifiers` hold the client's name for a method: for AggregatedList `aggregatedList`, or `aggregatedListAsync`. */
function isNamed(method: string, identifiers: ReadonlySet<string>): boolean {
  const name = method.toLowerCase();
  return ['', 'async', 'stream'].some((suffix) => identifiers.has(name + suffix));
}

function cachedReader(): (file: string) => Promise<Protos> {
  const known = new Map<string, Promise<Protos>>();
  return (file) => {
    const protos = known.get(file) ?? readFile(file, 'utf8').then((text) => new Protos(JSON.parse(text)));
    known.set(file, protos);
    return protos;
  };
}

/**
 * esbuild plugin: each Compute Engine client gets, in place of the 4 MB that describe the whole API in all its versions, what
 * describes the methods that our code names. Fails the build when the package is laid out otherwise or nothing is used.
 */
export const computeProtos: Plugin = {
  name: NAMESPACE,
  setup(build) {
    const read = cachedReader();
    let identifiers: Promise<Set<string>> | undefined;
    build.onResolve({ filter: /^\.\.\/\.\.\/protos\/protos\.json$/ }, ({ importer }) => ({
      namespace: NAMESPACE,
      path: importer,
    }));
    build.onLoad({ filter: /_client\.js$/, namespace: NAMESPACE }, async ({ path: client }) => {
      identifiers ??= identifiersInOwnCode(build.initialOptions);
      const named = await identifiers;
      const service = serviceOf(await readFile(client, 'utf8'));
      const protos = pruneProtos(await read(resolve(dirname(client), PROTOS)), service, (method) =>
        isNamed(method, named),
      );
      return { contents: JSON.stringify(protos), loader: 'json' };
    });
    checkBundle(build, ({ inputs }) => {
      const paths = Object.keys(inputs);
      if (!paths.some((path) => path.startsWith(`${NAMESPACE}:`))) return ['no client of Compute Engine loads protos'];
      return paths.filter((path) => path.endsWith('protos.json')).map((path) => `${path} is loaded whole`);
    });
  },
};
