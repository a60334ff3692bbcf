import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { BANNER, bundle, ROOT } from '../../../infra/build/bundle.ts';

/** The clients of one package, opened: what they are told and what they answer are data. */
interface OpenedClients {
  /** Answers what the service does; throws what the client throws. */
  call(name: string, input: object, timeout?: number): Promise<unknown>;
  /** Where the client's rules send a request with `parameters`. */
  resolveEndpoint?(parameters: object): unknown;
  close(): void | Promise<void>;
}

/** Clients in a bundle. */
export interface Probe {
  open(options: object): OpenedClients;
}

function isProbe(loaded: object): loaded is Probe {
  return 'open' in loaded && typeof loaded.open === 'function';
}

/** Loads by Node itself: the test runner would take a bundle to pieces. */
const require = createRequire(import.meta.url);

function load(folder: string): Probe {
  const loaded: object = require(join(folder, 'probe.mjs'));
  if (!isProbe(loaded)) throw new Error('a probe has to export `open`');
  return loaded;
}

const nodePaths = [join(ROOT, 'node_modules')];

/** One source, which exports `open`, bundled in two ways. */
export interface Probes {
  /** As what we deploy, trimmed. */
  readonly trimmed: Probe;
  /** As esbuild does by itself. */
  readonly untrimmed: Probe;
  remove(): Promise<void>;
}

export async function loadProbes(source: string, plugins: readonly Plugin[]): Promise<Probes> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-probe-'));
  const entry = join(folder, 'probe.ts');
  await writeFile(entry, source);
  const [trimmed, whole] = [join(folder, 'trimmed'), join(folder, 'whole')];
  await bundle(trimmed, 'probe', entry, { splitting: true, plugins: [...plugins], nodePaths });
  await build({
    entryPoints: [entry],
    outdir: whole,
    nodePaths,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: { js: BANNER },
  });
  return { trimmed: load(trimmed), untrimmed: load(whole), remove: () => rm(folder, { recursive: true }) };
}
