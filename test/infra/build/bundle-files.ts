import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Bundles `index.js` of these files with a plugin; answers the text. Rejects with what esbuild or the plugin says. */
export async function bundleFiles(files: Readonly<Record<string, string>>, plugin: Plugin): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-packages-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const entryPoints = [join(folder, 'index.js')];
    const options = { bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'silent' } as const;
    const { outputFiles } = await build({ ...options, absWorkingDir: folder, entryPoints, plugins: [plugin] });
    return outputFiles.map(({ text }) => text).join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
