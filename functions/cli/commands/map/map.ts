import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import type { Io } from '../../io.ts';
import { makePodroutesCommand } from '../../doctor/podroutes-command.ts';
import { writeNamedFile } from '../../errors/named-file.ts';
import { findingsIn } from '../../map/advice/findings.ts';
import { planLine } from '../../map/advice/plan-line.ts';
import { blocksOf, buildMapModel } from '../../map/model/map-model.ts';
import type { PageInfo } from '../../map/page-info.ts';
import { renderPage } from '../../map/render/page.ts';
import { formatNumber } from '../../map/html/status-text.ts';
import { printNote } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { openTarget } from '../../target/open.ts';
import { readNetwork } from '../../target/target.ts';

export interface MapOptions {
  /** The file to write, or `-` for standard output. */
  readonly out: string;
}

const named = (count: number, one: string) => counted(count, one).replace(String(count), formatNumber(count));

/** Writes a page that shows the cluster's ranges block by block: whose each is, and where its routes lead. */
export async function map(options: MapOptions, { kind, settings }: ResolvedSettings, io: Io): Promise<number> {
  const target = await openTarget(kind, settings, io);
  const network = await withReadingStatus(io, target, () => readNetwork(target));
  const { cluster, location } = target;
  const model = buildMapModel(network.inventory, findingsIn(network, kind, settings, location));
  const info: PageInfo = {
    cluster: cluster.name,
    cloud: kind,
    location,
    generatedAt: io.runtime.now(),
    plan: await planLine(network, target, io.runtime),
    doctor: makePodroutesCommand(kind, settings)('doctor'),
  };
  const { text } = renderPage(info, model);
  if (options.out === '-') io.stdout.write(text);
  else await writeNamedFile(io.cwd, options.out, text, 'routes.html');
  const counts = [named(model.ranges.flatMap(blocksOf).length, 'block'), named(model.nodes.length, 'node')];
  const size = formatNumber(Math.ceil(Buffer.byteLength(text) / 1000));
  const where = options.out === '-' ? 'the page' : options.out;
  printNote(io, `wrote ${where}: ${counts.join(', ')}, ${size} kB`);
  for (const gap of model.gaps) printNote(io, `${gap}: the map has a hole`);
  return 0;
}
