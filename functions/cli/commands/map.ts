import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SettingsError } from '../../../shared/reconcile/errors.ts';
import type { Io } from '../io.ts';
import { blocksOf, makeMap } from '../map/model/model.ts';
import { page } from '../map/render/page.ts';
import { grouped } from '../map/render/words.ts';
import { remark } from '../render/listing.ts';
import { whileReading } from '../render/reading.ts';
import { inventoryOf, type Target } from '../target/target.ts';

export interface MapOptions {
  /** The file to write, or `-` for standard output. */
  readonly out: string;
}

/** What keeps a file from being written, and can be mended with another name. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EISDIR: 'is a folder',
  ENOENT: 'is in a folder that does not exist',
  ENOTDIR: 'is in a folder that does not exist',
  EPERM: 'may not be written',
  ENOSPC: 'has no room left on its disk',
  EROFS: 'may not be written',
};

async function save(text: string, { out }: MapOptions, io: Io): Promise<void> {
  if (out === '-') return void io.stdout.write(text);
  try {
    await writeFile(resolve(io.folder, out), text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (PROBLEMS[code] === undefined) throw error;
    throw new SettingsError([`--out is "${out}", which ${PROBLEMS[code]}; name a file like routes.html`]);
  }
}

/** Writes a page that shows the cluster's ranges block by block: whose each is, and where its routes lead. */
export async function map(options: MapOptions, target: Target, io: Io): Promise<number> {
  const model = makeMap(await whileReading(io, target, () => inventoryOf(target)));
  const { cluster, cloud, place } = target;
  const { text } = page({ cluster: cluster.name, cloud: cloud.kind, place, madeAt: io.runtime.now() }, model);
  await save(text, options, io);
  const blocks = grouped(model.ranges.flatMap(blocksOf).length);
  const size = grouped(Math.ceil(Buffer.byteLength(text) / 1000));
  const where = options.out === '-' ? 'the page' : options.out;
  remark(io, `wrote ${where}: ${blocks} blocks, ${grouped(model.nodes.length)} nodes, ${size} kB`);
  for (const gap of model.gaps) remark(io, `${gap}: the map has a hole`);
  return 0;
}
