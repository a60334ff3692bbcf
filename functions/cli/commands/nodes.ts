import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../shared/reconcile/inventory/node-entries.ts';
import type { Io } from '../io.ts';
import { formatAge } from '../render/age.ts';
import { painter, STATUS_STYLE } from '../render/colour.ts';
import { formatColumns } from '../render/columns.ts';
import { formatJson, type ListFormat, chooseListFormat, printNote, formatStatus } from '../render/output-format.ts';
import { withReadingStatus } from '../render/status-line.ts';
import { readInventory, type Target } from '../target/target.ts';

const HEADING = ['INTERNAL IP', 'POD CIDR', 'NODE', 'ID', 'STATE', 'AGE', 'STATUS'];

/** By name, numbers by their value: worker-2 before worker-10. */
function byName({ node: a }: NodeEntry, { node: b }: NodeEntry): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1);
}

/** The lab's first table: internal address and pod CIDR of each worker, to the byte. */
function tutorialTable(entries: readonly NodeEntry[]): string[] {
  return entries
    .filter(({ podCidrs }) => podCidrs.length > 0)
    .map(({ node, podCidrs }) => `${node.address ?? '-'} ${podCidrs.join(',')}`);
}

function wideTable(entries: readonly NodeEntry[], io: Io): string[] {
  const paint = painter(io.stdout);
  const rows = entries.map(({ node, podCidrs, status, reasons }) => [
    node.address ?? '-',
    podCidrs.join(',') || '-',
    node.name,
    node.id,
    node.state,
    formatAge(node.launchedAt, io.runtime.now()),
    paint(STATUS_STYLE[status], formatStatus(status, reasons)),
  ]);
  return formatColumns([HEADING.map((title) => paint('bold', title)), ...rows]);
}

function toJson({ nodes, gaps }: Inventory, { cloud, cluster }: Target): object {
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
    ...(gaps.length === 0 ? {} : { partial: gaps }),
  };
}

/** Lists the nodes of the cluster. */
export async function nodes(options: { readonly output?: ListFormat }, target: Target, io: Io): Promise<number> {
  const inventory = await withReadingStatus(io, target, () => readInventory(target));
  const entries = inventory.nodes.toSorted(byName);
  const format = chooseListFormat(options.output, io);
  if (format === 'json') {
    io.stdout.write(formatJson(toJson({ ...inventory, nodes: entries }, target)));
    return 0;
  }
  const lines = format === 'wide' ? wideTable(entries, io) : tutorialTable(entries);
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (entries.length === 0) printNote(io, `no instance in the network of ${target.cluster.name} states a pod CIDR`);
  if (format === 'table') {
    for (const { podCidrs, reasons } of entries)
      if (podCidrs.length === 0) printNote(io, `left out: ${reasons.join('; ')}`);
  }
  for (const gap of inventory.gaps) printNote(io, `${gap}: the list has a hole`);
  return 0;
}
