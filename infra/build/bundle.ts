import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Metafile } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Folders that must never be deployed: the local cloud checks no credentials. */
const FORBIDDEN = /^(infra|test)\//;

/** Bundled CommonJS packages use what ES modules do not have. */
export const BANNER =
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
  outExtension: { '.js': '.mjs' },
  banner: { js: BANNER },
} satisfies BuildOptions;

function assertDeployable({ inputs }: Metafile): void {
  const wrong = Object.keys(inputs).filter((input) => FORBIDDEN.test(input));
  if (wrong.length > 0) throw new Error(`the bundle holds what must not be deployed: ${wrong.join(', ')}`);
}

export interface BundleResult {
  readonly folder: string;
  /** The outputs that are loaded at the start: the entry and its static imports. */
  readonly startFiles: readonly string[];
  readonly startBytes: number;
  readonly metafile: Metafile;
}

function filesAtStart({ outputs }: Metafile, entry: string): Set<string> {
  const files = new Set(Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === entry));
  for (const file of files) {
    for (const { kind, path, external } of outputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import' && external !== true) files.add(path);
    }
  }
  return files;
}

/** Bundles `entry` into `folder/NAME.mjs` for Node. Throws when that holds anything of infra/ or test/, or a plugin objects. */
export async function bundle(
  folder: string,
  name: string,
  entry: string,
  options: BuildOptions,
): Promise<BundleResult> {
  const output = { metafile: true, entryPoints: { [name]: entry }, outdir: folder, logLevel: 'silent' } as const;
  const { metafile } = await build({ ...COMMON, ...options, ...output });
  assertDeployable(metafile);
  const startFiles = [...filesAtStart(metafile, entry)];
  const startBytes = startFiles.reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  return { folder, startFiles, startBytes, metafile };
}
