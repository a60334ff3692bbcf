import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import * as z from 'zod/mini';
import { checkBundle } from './check-bundle.ts';

const MANIFEST = /[\\/]package\.json$/;

const Identity = z.object({ name: z.string(), version: z.string() });

/** esbuild plugin: clients load their package.json to say their name and version in requests, the command line its own; the rest stays out. */
export const packageVersions: Plugin = {
  name: 'package-versions',
  setup(build) {
    build.onLoad({ filter: MANIFEST, namespace: 'file' }, async ({ path }) => {
      const identity = Identity.parse(JSON.parse(await readFile(path, 'utf8')));
      return { contents: JSON.stringify(identity), loader: 'json' };
    });
    checkBundle(build, ({ inputs }) =>
      Object.keys(inputs).some((path) => MANIFEST.test(`/${path}`)) ? [] : ['no package loads its package.json'],
    );
  },
};
