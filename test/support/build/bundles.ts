import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BANNER, type BundleResult, ROOT } from '../../../infra/build/bundle.ts';
import { TARGETS } from '../../../infra/build/targets.ts';

/** What esbuild makes of an entry when nobody tells it more than that it is for Node. Answers the bytes. */
export async function buildByDefault(entry: string, outfile: string): Promise<number> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    metafile: true,
    banner: { js: BANNER },
  });
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Bytes that files of packages whose paths match take of what is loaded at the start. */
export function startBytesOf({ metafile, startFiles }: BundleResult, packages: RegExp): number {
  const parts = startFiles.flatMap((file) => Object.entries(metafile.outputs[file]?.inputs ?? {}));
  return parts.reduce((sum, [path, { bytesInOutput }]) => sum + (packages.test(path) ? bytesInOutput : 0), 0);
}

/** Bytes of everything that was built. */
export function totalBytes({ outputs }: Metafile): number {
  return Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Both functions in a folder outside of the repository: `trimmed`, as they are deployed, and `whole`, as esbuild does by itself. */
export interface Bundles extends AsyncDisposable {
  readonly folder: string;
  readonly aws: BundleResult;
  readonly gcp: BundleResult;
  /** Bytes of the default bundles. */
  readonly defaultBytes: { readonly aws: number; readonly gcp: number };
}

export async function buildTrimmedAndDefault(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-bundles-'));
  const [aws, gcp] = [await TARGETS.aws(join(folder, 'trimmed/aws')), await TARGETS.gcp(join(folder, 'trimmed/gcp'))];
  const defaultBytes = {
    aws: await buildByDefault('functions/aws/handler.ts', join(folder, 'whole/aws/handler.mjs')),
    gcp: await buildByDefault('functions/gcp/handler.ts', join(folder, 'whole/gcp/index.mjs')),
  };
  return { folder, aws, gcp, defaultBytes, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
