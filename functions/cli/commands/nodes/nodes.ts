import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { ALLOCATE_KEYWORD } from '../../../../shared/reconcile/model/claim.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { nodeFilter } from '../../filter/select-nodes.ts';
import type { Io } from '../../io.ts';
import { formatAge } from '../../render/age.ts';
import { painter, STATUS_STYLE } from '../../render/colour.ts';
import { formatColumns } from '../../render/columns.ts';
import { foldLines } from '../../render/fold-lines.ts';
import {
  chooseListFormat,
  formatStatus,
  isDataFormat,
  type ListFormat,
  printNote,
  writeData,
} from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/status-line.ts';
import { readInventory, type Target } from '../../target/target.ts';

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

function wideTable(entries: readonly NodeEntry[], unstated: Inventory['unstated'], io: Io): string[] {
  const paint = painter(io.stdout);
  const row = (node: Instance, podCidr: string, status: string) => [
    node.address ?? '-',
    podCidr,
    node.name,
    node.id,
    node.state,
    formatAge(node.launchedAt, io.runtime.now()),
    status,
  ];
  const rows = entries.map((entry) => {
    const { node, status, reasons } = entry;
    return row(node, podCidrText(entry), paint(STATUS_STYLE[status], formatStatus(status, reasons)));
  });
  const others = unstated.map(({ node, note }) =>
    row(node, '-', paint('yellow', formatStatus('unstated', [note.reason]))),
  );
  return formatColumns([HEADING.map((title) => paint('bold', title)), ...rows, ...others]);
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

export interface NodesOptions {
  readonly output?: ListFormat;
  /** Which nodes: by name, id or internal address. */
  readonly names?: readonly string[];
}

/** Lists the nodes of the cluster. */
export async function nodes({ output, names = [] }: NodesOptions, target: Target, io: Io): Promise<number> {
  const inventory = await withReadingStatus(io, target, () => readInventory(target));
  const isMeant = nodeFilter(names, [...inventory.nodes, ...inventory.unstated]);
  const entries = inventory.nodes.filter(isMeant).toSorted(byName);
  const unstated = inventory.unstated.filter(isMeant);
  const format = chooseListFormat(output, io);
  if (isDataFormat(format)) {
    await writeData(io, format, toJson({ ...inventory, nodes: entries, unstated }, target));
    return 0;
  }
  const lines = format === 'wide' ? wideTable(entries, unstated, io) : tutorialTable(entries);
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (inventory.nodes.length === 0)
    printNote(io, `no instance in the network of ${target.cluster.name} states a pod CIDR`);
  if (format === 'table') {
    for (const entry of entries) if (!hasRange(entry)) printNote(io, `left out: ${entry.reasons.join('; ')}`);
    const notes = unstated.map(({ node, note: { reason } }) => ({ subject: node.name, text: `left out: ${reason}` }));
    for (const line of foldLines(notes)) printNote(io, line);
  }
  for (const gap of inventory.gaps) printNote(io, `${gap}: the list has a hole`);
  return 0;
}
