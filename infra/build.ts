import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import * as z from 'zod/mini';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What must never be deployed: the local cloud would answer anybody. */
const FORBIDDEN = /^(infra|test)\//;

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  minify: true,
  metafile: true,
  legalComments: 'linked',
  // Without `module` the packages' CommonJS builds are taken, of which nothing can be left out.
  mainFields: ['module', 'main'],
  // Bundled CommonJS packages use what ES modules do not have.
  banner: {
    js:
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" +
      'const __dirname = import.meta.dirname;',
  },
};

function assertDeployable({ inputs }: Metafile): void {
  const wrong = Object.keys(inputs).filter((input) => FORBIDDEN.test(input));
  if (wrong.length > 0) throw new Error(`the bundle holds what must not be deployed: ${wrong.join(', ')}`);
}

async function bundle(entry: string, outfile: string): Promise<void> {
  const { metafile } = await build({ ...COMMON, entryPoints: [entry], outfile });
  if (metafile === undefined) throw new Error('esbuild gave no metafile');
  assertDeployable(metafile);
  const [size = 0] = Object.values(metafile.outputs)
    .map(({ bytes }) => bytes)
    .toSorted((a, b) => b - a);
  console.log(`${relative(process.cwd(), outfile)}  ${(size / 1000).toFixed(0)} kB`);
}

const Package = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

/** The platform installs what this names: the framework, which must not be bundled because it keeps a registry of its own. */
async function writeGcpPackage(folder: string): Promise<void> {
  const { version, dependencies } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const framework = '@google-cloud/functions-framework';
  const manifest = {
    name: 'podroutes-function',
    version,
    private: true,
    type: 'module',
    main: 'index.mjs',
    engines: { node: '>=22' },
    dependencies: { [framework]: dependencies[framework] },
  };
  await writeFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Builds everything that is deployed into `out`, which is emptied first. */
async function buildAll(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'gcp'), { recursive: true });
  await bundle('functions/aws/handler.ts', join(out, 'aws/handler.mjs'));
  await bundle('functions/gcp/handler.ts', join(out, 'gcp/index.mjs'));
  await writeGcpPackage(join(out, 'gcp'));
}

const { values } = parseArgs({ options: { out: { type: 'string', default: join(ROOT, 'dist') } } });
await buildAll(resolve(values.out));
