import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { ROOT } from '../bundle.ts';

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  keywords: z.array(z.string()),
  license: z.string(),
  engines: z.record(z.string(), z.string()),
});

export async function readManifest(): Promise<z.infer<typeof Manifest>> {
  return Manifest.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
}

/** Packs the built command line into `target`: a package that needs no other and runs nothing when it is installed. */
export async function packCommandLine(built: string, target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-npm-'));
  try {
    await cp(built, join(folder, 'cli'), { recursive: true });
    for (const name of ['README.md', 'LICENSE']) await cp(join(ROOT, name), join(folder, name));
    const manifest = { ...(await readManifest()), type: 'module', bin: { podroutes: 'cli/podroutes.mjs' } };
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await promisify(execFile)('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', target], {
      cwd: folder,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
