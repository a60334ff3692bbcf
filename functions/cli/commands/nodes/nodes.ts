import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { ALLOCATE_KEYWORD } from '../../../../shared/reconcile/model/claim.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { nodeFilter } from '../../filter/select-nodes.ts';
import type { Io } from '../../io.ts';
import { formatAge } from '../../render/age.ts';
import { type Paint, painter, STATUS_STYLE } from '../../render/terminal/colour.ts';
import { formatTable } from '../../render/table.ts';
import { foldLines } from '../../render/report/fold-lines.ts';
import { chooseListFormat, formatStatus, isDataFormat, printNote, writeData } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import { widthOf } from '../../render/terminal/wrap.ts';
import { readNetwork, type Target } from '../../target/target.ts';
import { type Row, watch, type WatchOptions } from '../../watch/watch.ts';

const HEADING = ['INTERNAL IP', 'POD CIDR', 'NODE', 'ID', 'STATE', 'AGE', 'STATUS'];

/** By name, numbers by their value: worker-2 before worker-10. */
function byName({ node: a }: NodeEntry, { node: b }: NodeEntry): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1);
}

/** Whether its pods have a range: a node that asks has none before it is told. */
const hasRange = ({ podCidrs, status }: NodeEntry) => podCidrs.length > 0 && status !== 'asking';

/** The lab's first table: internal address and pod CIDR of each worker, to the byte. */
function tutorialTable(entries: readonly NodeEntry[]): string[] {
  return entries.filter(hasRange).map(({ node, podCidrs }) => `${node.address ?? '-'} ${podCidrs.join(',')}`);
}

function podCidrText({ node, podCidrs }: NodeEntry): string {
  if (podCidrs.length > 0) return podCidrs.join(',');
  return node.claim.kind === 'requested' ? ALLOCATE_KEYWORD : '-';
}

function wideRows({ nodes, unstated }: Pick<Inventory, 'nodes' | 'unstated'>, paint: Paint, now: number): Row[] {
  const row = (node: Instance, podCidr: string, status: string): Row => {
    const [identity, age] = [[node.address ?? '-', podCidr, node.name, node.id], formatAge(node.launchedAt, now)];
    return { key: node.id, cells: [...identity, node.state, age, status], whenGone: [...identity, '-', age] };
  };
  const rows = nodes.map((entry) => {
    const { node, status, reasons } = entry;
    return row(node, podCidrText(entry), paint(STATUS_STYLE[status], formatStatus(status, reasons)));
  });
  const others = unstated.map(({ node, note }) =>
    row(node, '-', paint('yellow', formatStatus('unstated', [note.reason]))),
  );
  return [...rows, ...others];
}

const boldHeading = (paint: Paint) => HEADING.map((title) => paint('bold', title));

function wideTable(shown: Pick<Inventory, 'nodes' | 'unstated'>, io: Io): string[] {
  const paint = painter(io.stdout);
  const rows = wideRows(shown, paint, io.runtime.now()).map(({ cells }) => cells);
  return formatTable(boldHeading(paint), rows, widthOf(io.stdout));
}

function toJson({ nodes, unstated, gaps }: Inventory, { cloud, cluster }: Target): object {
  return {
    cloud: cloud.kind,
    cluster: cluster.name,
    nodes: nodes.map(({ node, podCidrs, status, reasons }) => ({
      id: node.id,
      name: node.name,
      internalIp: node.address ?? null,
      podCidrs,
      state: node.state,
      launchedAt: new Date(node.launchedAt).toISOString(),
      status,
      reasons,
    })),
    ...(unstated.length === 0
      ? {}
      : { unstated: unstated.map(({ node: { id, name }, note: { reason } }) => ({ id, name, reason })) }),
    ...(gaps.length === 0 ? {} : { partial: gaps }),
  };
}

export interface NodesOptions extends WatchOptions {
  /** Which nodes: by name, id, internal address, or an address or a range of their pods. */
  readonly names?: readonly string[];
}

/** What is to be listed. A node that was there at the first look and is named may be gone later. */
function reader({ names = [] }: NodesOptions, target: Target): () => Promise<{ all: Inventory; shown: Inventory }> {
  let isMeant: ReturnType<typeof nodeFilter> | undefined;
  return async () => {
    const { inventory: all, snapshot } = await readNetwork(target);
    const isShown = (isMeant ??= nodeFilter(names, [...all.nodes, ...all.unstated], snapshot.instances));
    const nodes = all.nodes.filter(isShown).toSorted(byName);
    return { all, shown: { ...all, nodes, unstated: all.unstated.filter(isShown) } };
  };
}

/** Lists the nodes of the cluster. */
export async function nodes(options: NodesOptions, target: Target, io: Io): Promise<number> {
  const { output } = options;
  const read = reader(options, target);
  if (options.watch === true) {
    const paint = painter(io.stdout);
    return watch(options, io, async () => {
      const { shown } = await read();
      const rows = (now: number) => wideRows(shown, paint, now);
      return { heading: boldHeading(paint), rows, data: () => toJson(shown, target) };
    });
  }
  const { all: inventory, shown } = await withReadingStatus(io, target, read);
  const { nodes: entries, unstated } = shown;
  const format = chooseListFormat(output, io);
  if (isDataFormat(format)) {
    await writeData(io, format, toJson(shown, target));
    return 0;
  }
  const lines = format === 'wide' ? wideTable(shown, io) : tutorialTable(entries);
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (inventory.nodes.length === 0)
    printNote(io, `no instance in the network of ${target.cluster.name} states a pod CIDR`);
  if (format === 'table') {
    const rangeless = entries.filter((entry) => !hasRange(entry));
    const notes = [
      ...rangeless.map(({ node, reasons }) => ({ subject: node.name, text: `left out: ${reasons.join('; ')}` })),
      ...unstated.map(({ node, note: { reason } }) => ({ subject: node.name, text: `left out: ${reason}` })),
    ];
    for (const line of foldLines(notes)) printNote(io, line);
  }
  for (const gap of inventory.gaps) printNote(io, `${gap}: the list has a hole`);
  return 0;
}
