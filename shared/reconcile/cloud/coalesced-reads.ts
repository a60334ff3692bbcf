import { setImmediate as nextTick } from 'node:timers/promises';
import type { Route } from '../model/route.ts';

type TableReader = (table: string, end: AbortSignal | undefined) => Promise<Route[]>;

/**
 * Lets calls for the same table at the same time share one read. A read is shared only until it begins, so nobody gets a
 * result that is older than the call. The `end` of the first counts: that of the run, for all.
 */
export function coalesceReads(read: TableReader): TableReader {
  const pending = new Map<string, Promise<Route[]>>();
  const start: TableReader = async (table, end) => {
    await nextTick();
    pending.delete(table);
    return read(table, end);
  };
  return (table, end) => {
    const routes = pending.get(table) ?? start(table, end);
    pending.set(table, routes);
    return routes;
  };
}
