import { compareCidrs } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import { routeFilter } from '../../filter/select-routes.ts';
import type { Io } from '../../io.ts';
import { formatAge } from '../../render/age.ts';
import { type Paint, painter, STATUS_STYLE } from '../../render/terminal/colour.ts';
import { formatTable } from '../../render/table.ts';
import { chooseListFormat, formatStatus, isDataFormat, printNote, writeData } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import { widthOf } from '../../render/terminal/wrap.ts';
import { readInventory, type Target } from '../../target/target.ts';
import { type Row, watch, type WatchOptions } from '../../watch/watch.ts';

const HEADING = ['DESTINATION', 'TARGET', 'NODE', 'STATE', 'NODE AGE', 'STATUS'];

function byTableAndDestination(a: RouteEntry, b: RouteEntry): number {
  if (a.table !== b.table) return a.table < b.table ? -1 : 1;
  return compareCidrs(a.destination, b.destination) || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);
}

/** On GCP a cluster has one network, and its routes have names; on AWS it may have several tables, and routes have none. */
const hasNames = (entries: readonly RouteEntry[]) => entries.some(({ name }) => name !== undefined);

function wideRows(entries: readonly RouteEntry[], paint: Paint, now: number): Row[] {
  const isNamed = hasNames(entries);
  return entries.map(({ table, name, destination, target, node, state, status, reason }) => {
    const identity = [isNamed ? (name ?? '-') : table, destination, target ?? '-', node?.name ?? '-'];
    const age = node === undefined ? '-' : formatAge(node.launchedAt, now);
    const told = paint(STATUS_STYLE[status], formatStatus(status, reason === undefined ? [] : [reason]));
    return {
      key: [table, name, destination].join(' '),
      isMissing: status === 'missing',
      cells: [...identity, state ?? '-', age, told],
      whenGone: [...identity, '-', age],
    };
  });
}

const boldHeading = (entries: readonly RouteEntry[], paint: Paint) =>
  [hasNames(entries) ? 'NAME' : 'TABLE', ...HEADING].map((title) => paint('bold', title));

function wideTable(entries: readonly RouteEntry[], io: Io): string[] {
  const paint = painter(io.stdout);
  const rows = wideRows(entries, paint, io.runtime.now()).map(({ cells }) => cells);
  return formatTable(boldHeading(entries, paint), rows, widthOf(io.stdout));
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

/** The cloud's own listing of `entries`, and in words those that are missing there. */
async function printTutorialTables(entries: readonly RouteEntry[], target: Target, io: Io): Promise<void> {
  const destinations = new Set<string>(entries.map(({ destination }) => destination));
  const text = await target.listRoutes((destination) => destinations.has(destination));
  if (text !== '') io.stdout.write(`${text}\n`);
  for (const { destination, table, status } of entries)
    if (status === 'missing') printNote(io, `the route to ${destination} is missing in ${table}`);
}

export interface RoutesOptions extends WatchOptions {
  /** Which routes: the ranges that they lead into, or addresses that they lead to. */
  readonly ranges?: readonly string[];
}

/** What is to be listed. What led into a range at the first look may be gone later. */
function reader({ ranges = [] }: RoutesOptions, target: Target): () => Promise<Inventory> {
  let isMeant: ReturnType<typeof routeFilter> | undefined;
  return async () => {
    const inventory = await readInventory(target);
    const destinations = inventory.routes.map(({ destination }) => destination);
    const isShown = (isMeant ??= routeFilter(ranges, destinations));
    const routes = inventory.routes.filter(({ destination }) => isShown(destination)).toSorted(byTableAndDestination);
    return { ...inventory, routes };
  };
}

/** Lists the routes of the cluster's tables: as the cloud's own command does, or with what podroutes makes of each. */
export async function routes(options: RoutesOptions, target: Target, io: Io): Promise<number> {
  const { output, ranges = [] } = options;
  const read = reader(options, target);
  if (options.watch === true) {
    const paint = painter(io.stdout);
    return watch(options, io, async () => {
      const shown = await read();
      const rows = (now: number) => wideRows(shown.routes, paint, now);
      return { heading: boldHeading(shown.routes, paint), rows, data: () => toJson(shown, target) };
    });
  }
  const format = chooseListFormat(output, io);
  if (format === 'table' && ranges.length === 0) {
    io.stdout.write(`${await withReadingStatus(io, target, () => target.listRoutes(() => true))}\n`);
    return 0;
  }
  const inventory = await withReadingStatus(io, target, read);
  const entries = inventory.routes;
  if (isDataFormat(format)) await writeData(io, format, toJson(inventory, target));
  else if (format === 'wide') io.stdout.write(`${wideTable(entries, io).join('\n')}\n`);
  else await printTutorialTables(entries, target, io);
  for (const gap of inventory.gaps) printNote(io, `${gap}: statuses may be wrong`);
  return 0;
}
