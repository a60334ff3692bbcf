import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ROOT } from './bundle.ts';

const FRAMEWORK = '@google-cloud/functions-framework';

const Package = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

/** The platform installs what this names: the framework, which must not be bundled because it keeps a registry of its own. */
export async function writeGcpPackage(folder: string): Promise<void> {
  const { version, dependencies } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const manifest = {
    name: 'podroutes-function',
    version,
    private: true,
    type: 'module',
    main: 'index.mjs',
    engines: { node: '>=22' },
    dependencies: { [FRAMEWORK]: dependencies[FRAMEWORK] },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
