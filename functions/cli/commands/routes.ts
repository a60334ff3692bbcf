import { compareCidrs } from '../../../shared/reconcile/model/cidr.ts';
import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { RouteEntry } from '../../../shared/reconcile/inventory/route-entries.ts';
import type { Io } from '../io.ts';
import { formatAge } from '../render/age.ts';
import { painter, STATUS_STYLE } from '../render/colour.ts';
import { formatColumns } from '../render/columns.ts';
import { formatJson, type ListFormat, chooseListFormat, printNote, formatStatus } from '../render/output-format.ts';
import { withReadingStatus } from '../render/status-line.ts';
import { readInventory, type Target } from '../target/target.ts';

const HEADING = ['DESTINATION', 'TARGET', 'NODE', 'STATE', 'AGE', 'STATUS'];

function byTableAndDestination(a: RouteEntry, b: RouteEntry): number {
  if (a.table !== b.table) return a.table < b.table ? -1 : 1;
  return compareCidrs(a.destination, b.destination) || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);
}

/** On GCP a cluster has one network, and its routes have names; on AWS it may have several tables, and routes have none. */
function wideTable(entries: readonly RouteEntry[], io: Io): string[] {
  const paint = painter(io.stdout);
  const hasNames = entries.some(({ name }) => name !== undefined);
  const rows = entries.map(({ table, name, destination, target, node, state, status, reason }) => [
    hasNames ? (name ?? '-') : table,
    destination,
    target ?? '-',
    node?.name ?? '-',
    state ?? '-',
    node === undefined ? '-' : formatAge(node.launchedAt, io.runtime.now()),
    paint(STATUS_STYLE[status], formatStatus(status, reason === undefined ? [] : [reason])),
  ]);
  return formatColumns([[hasNames ? 'NAME' : 'TABLE', ...HEADING].map((title) => paint('bold', title)), ...rows]);
}

function toJson({ routes, gaps }: Inventory, { cloud, cluster }: Target): object {
  return {
    cloud: cloud.kind,
    cluster: cluster.name,
    routes: routes.map(({ table, destination, target, name, node, state, status, reason }) => ({
      table,
      destination,
      target: target ?? null,
      ...(name === undefined ? {} : { name }),
      node:
        node === undefined
          ? null
          : { id: node.id, name: node.name, launchedAt: new Date(node.launchedAt).toISOString() },
      state: state ?? null,
      status,
      ...(reason === undefined ? {} : { reason }),
    })),
    ...(gaps.length === 0 ? {} : { partial: gaps }),
  };
}

/** Lists the routes of the cluster's tables: as the cloud's own command does, or with what podroutes makes of each. */
export async function routes(options: { readonly output?: ListFormat }, target: Target, io: Io): Promise<number> {
  const format = chooseListFormat(options.output, io);
  if (format === 'table') {
    io.stdout.write(`${await target.listRoutes()}\n`);
    return 0;
  }
  const inventory = await withReadingStatus(io, target, () => readInventory(target));
  const entries = inventory.routes.toSorted(byTableAndDestination);
  if (format === 'json') io.stdout.write(formatJson(toJson({ ...inventory, routes: entries }, target)));
  else io.stdout.write(`${wideTable(entries, io).join('\n')}\n`);
  for (const gap of inventory.gaps) printNote(io, `${gap}: statuses may be wrong`);
  return 0;
}
