import { readFile } from 'node:fs/promises';
import type { Metafile, Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

const SCHEMAS = /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;

/** A constant of a schema file: an array that ends at the first `];` at the end of a line. */
const CONSTANT = /^((?:export )?(?:var|const) [\w$]+ = )(\[[^]*?\]);$/gm;
const HEAD = /^(?:export )?(?:var|const) [\w$]+ = \[/gm;

/** Above this share of its source, unused constants are still in the bundle: untouched and minified it is two fifths. */
const LARGEST_SHARE = 0.25;
const LARGE_SOURCE = 500_000;

/**
 * Wraps each constant of a schema file in a call that bundlers may leave out when nobody uses its result. As written they
 * have computed keys, which might run code, so a bundle with one command of EC2 holds the schemas of all seven hundred.
 *
 * Throws when the file does not look as expected.
 */
export function markPure(source: string): string {
  let marked = 0;
  const text = source.replace(CONSTANT, (_all, head: string, value: string) => {
    marked += 1;
    return `${head}/* @__PURE__ */ (() => ${value})();`;
  });
  const expected = source.match(HEAD)?.length ?? 0;
  if (marked === 0 || marked !== expected) {
    throw new Error(`has ${expected} schema constants, of which ${marked} could be marked as free of side effects`);
  }
  return text;
}

function tooLarge({ inputs, outputs }: Metafile): string[] {
  return Object.entries(inputs)
    .filter(([path, { bytes }]) => SCHEMAS.test(path) && bytes > LARGE_SOURCE)
    .flatMap(([path, { bytes }]) => {
      const kept = Object.values(outputs).reduce((sum, output) => sum + (output.inputs[path]?.bytesInOutput ?? 0), 0);
      return kept > bytes * LARGEST_SHARE ? [`${path}: ${kept} of ${bytes} bytes are in the bundle, used or not`] : [];
    });
}

/** esbuild plugin: the schemas of an AWS client's unused commands stay out of the bundle. */
export const awsSchemas: Plugin = {
  name: 'aws-schemas',
  setup(build) {
    build.onLoad({ filter: SCHEMAS, namespace: 'file' }, async ({ path }) => ({
      contents: markPure(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    checkBundle(build, (metafile) => {
      const isKnown = Object.keys(metafile.inputs).some((path) => SCHEMAS.test(path));
      return isKnown ? tooLarge(metafile) : ['no client of AWS has its schemas where they are expected'];
    });
  },
};
