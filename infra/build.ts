/** `node infra/build.ts [--out FOLDER] [--only aws|gcp|cli]`: builds what is deployed, by default all of it into dist/. */
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './build/bundle.ts';
import { writeBillOfMaterials } from './build/supply/write-bill-of-materials.ts';
import { TARGETS } from './build/targets.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(ROOT, 'dist') }, only: { type: 'string', multiple: true } },
});
const { only = Object.keys(TARGETS) } = values;
const unknown = only.filter((name) => !(name in TARGETS));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')} to build`);

for (const [name, build] of Object.entries(TARGETS)) {
  if (!only.includes(name)) continue;
  const target = join(resolve(values.out), name);
  // Names of parts change with what is in them: no old ones may stay.
  await rm(target, { recursive: true, force: true });
  const built = await build(target);
  const { folder, startBytes } = built;
  await writeBillOfMaterials(join(resolve(values.out), 'sbom', `${name}.cdx.json`), name, built);
  console.log(`${relative(process.cwd(), folder)}  ${Math.round(startBytes / 1000)} kB to start with`);
}
