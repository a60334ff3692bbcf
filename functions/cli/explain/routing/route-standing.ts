import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import type { ChangeReason } from '../../../../shared/reconcile/model/route-change.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { RouteEntry as InventoryEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import type { Network, RouteEntry, RouteStanding, Table } from '../model.ts';

const GONE: ChangeReason = 'target gone';

function standingOf({ status, reason }: InventoryEntry): RouteStanding | undefined {
  if (reason === undefined || (status !== 'stale' && status !== 'conflict')) return undefined;
  if (status === 'conflict') return { status, reason: `it is ${reason}` };
  return { status, reason: reason === GONE ? 'its target is gone' : reason };
}

/** Routes of one table to one range are told apart by their names, where the cloud gives them some. */
const keyOf = (table: string, { destination, name }: Pick<RouteEntry, 'destination' | 'name'>) =>
  [table, destination, name ?? ''].join(' ');

/** Tells of each route what `podroutes routes` and the doctor say is wrong with it. */
export function withStandings({ machines }: Network, { routes }: Inventory): Network {
  const known = groupBy(routes, (route) => keyOf(route.table, route));
  const judge = (table: Table): Table => ({
    ...table,
    routes: table.routes.map((route) => {
      const [standing] = (known.get(keyOf(table.id, route)) ?? []).flatMap((entry) => standingOf(entry) ?? []);
      return standing === undefined ? route : { ...route, standing };
    }),
  });
  // Ports share tables, which have many routes.
  const judged = new Map<Table, Table>();
  const judgeOnce = (table: Table): Table => {
    const done = judged.get(table) ?? judge(table);
    judged.set(table, done);
    return done;
  };
  return {
    machines: machines.map((machine) => ({
      ...machine,
      ports: machine.ports.map((port) => ({ ...port, table: judgeOnce(port.table) })),
    })),
  };
}
