import type { Inventory } from '../../../shared/reconcile/inventory.ts';
import type { NodeEntry } from '../../../shared/reconcile/node-entries.ts';
import type { Io } from '../io.ts';
import { ageOf } from '../render/age.ts';
import { painter, STATUS_STYLE } from '../render/colour.ts';
import { columns } from '../render/columns.ts';
import { json, type ListFormat, listFormat, remark, statusText } from '../render/listing.ts';
import { whileReading } from '../render/reading.ts';
import { inventoryOf, type Target } from '../target/target.ts';

const HEADING = ['INTERNAL IP', 'POD CIDR', 'NODE', 'ID', 'STATE', 'AGE', 'STATUS'];

/** By name, numbers by their value: worker-2 before worker-10. */
function byName({ node: a }: NodeEntry, { node: b }: NodeEntry): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1);
}

/** The lab's first table: internal address and pod CIDR of each worker, to the byte. */
function labTable(entries: readonly NodeEntry[]): string[] {
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
    node.life,
    ageOf(node.launchedAt, io.runtime.now()),
    paint(STATUS_STYLE[status], statusText(status, reasons)),
  ]);
  return columns([HEADING.map((title) => paint('bold', title)), ...rows]);
}

function asJson({ nodes, gaps }: Inventory, { cloud, cluster }: Target): object {
  return {
    cloud: cloud.kind,
    cluster: cluster.name,
    nodes: nodes.map(({ node, podCidrs, status, reasons }) => ({
      id: node.id,
      name: node.name,
      internalIp: node.address ?? null,
      podCidrs,
      state: node.life,
      launchedAt: new Date(node.launchedAt).toISOString(),
      status,
      reasons,
    })),
    ...(gaps.length === 0 ? {} : { partial: gaps }),
  };
}

/** Lists the nodes of the cluster. */
export async function nodes(options: { readonly output?: ListFormat }, target: Target, io: Io): Promise<number> {
  const inventory = await whileReading(io, target, () => inventoryOf(target));
  const entries = inventory.nodes.toSorted(byName);
  const format = listFormat(options.output, io);
  if (format === 'json') {
    io.stdout.write(json(asJson({ ...inventory, nodes: entries }, target)));
    return 0;
  }
  const lines = format === 'wide' ? wideTable(entries, io) : labTable(entries);
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (entries.length === 0) remark(io, `no instance in the network of ${target.cluster.name} states a pod CIDR`);
  if (format === 'table') {
    for (const { podCidrs, reasons } of entries)
      if (podCidrs.length === 0) remark(io, `left out: ${reasons.join('; ')}`);
  }
  for (const gap of inventory.gaps) remark(io, `${gap}: the list has a hole`);
  return 0;
}
