import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import * as z from 'zod/mini';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What must never be deployed: the local cloud would answer anybody. */
const FORBIDDEN = /^(infra|test)\//;

/** Bundled CommonJS packages use what ES modules do not have. */
const BANNER =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" +
  'const __dirname = import.meta.dirname;';

const COMMON = {
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
  banner: { js: BANNER },
} satisfies BuildOptions;

function assertDeployable({ inputs }: Metafile): void {
  const wrong = Object.keys(inputs).filter((input) => FORBIDDEN.test(input));
  if (wrong.length > 0) throw new Error(`the bundle holds what must not be deployed: ${wrong.join(', ')}`);
}

async function bundle(entry: string, outfile: string): Promise<void> {
  const { metafile } = await build({ ...COMMON, entryPoints: [entry], outfile });
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

/** The command line, split so that only the cloud it talks to is loaded. */
async function buildCommandLine(folder: string): Promise<void> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: { podroutes: 'functions/cli/podroutes.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    banner: { js: `#!/usr/bin/env node\n${BANNER}` },
  });
  assertDeployable(metafile);
  await chmod(join(folder, 'podroutes.mjs'), 0o755);
}

/** Builds everything that is deployed into `out`, which is emptied first. */
async function buildAll(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'gcp'), { recursive: true });
  await bundle('functions/aws/handler.ts', join(out, 'aws/handler.mjs'));
  await bundle('functions/gcp/handler.ts', join(out, 'gcp/index.mjs'));
  await writeGcpPackage(join(out, 'gcp'));
  await buildCommandLine(join(out, 'cli'));
}

const { values } = parseArgs({ options: { out: { type: 'string', default: join(ROOT, 'dist') } } });
await buildAll(resolve(values.out));
