import { bundleOwnCode, importsIn } from './bundled-imports.ts';

/** The entries that speak to Compute Engine. */
export const ENTRIES = ['functions/gcp/handler.ts', 'functions/cli/podroutes.ts'];

/** `globalOperations` of `…/global_operations_client.js`. */
const resourceOf = (path: string) =>
  path.replace(/^.*\/(\w+)_client\.js$/, '$1').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Compute Engine's clients that our code imports, by the file of each, and the names of the calls that it makes of them. */
export async function findComputeCalls() {
  const code = await bundleOwnCode(...ENTRIES);
  const clients = importsIn(code, /^@google-cloud\/compute\/build\/src\/v1\//);
  const resources = new Set([...clients.keys()].map(resourceOf));
  // Each call of Compute Engine is made under its name.
  const names = [...code.matchAll(/"([a-z]\w*)\.(?!html")([a-z]\w*)"/gi)].flatMap(([, resource = '', method]) =>
    resources.has(resource) ? [`${resource}.${method}`] : [],
  );
  return { clients, calls: new Set(names) };
}
