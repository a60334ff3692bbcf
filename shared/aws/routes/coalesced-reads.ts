import { setImmediate as nextTick } from 'node:timers/promises';
import type { Route } from '../../reconcile/model/route.ts';

/**
 * Lets calls for the same table at the same time share one read. A read is shared only until it begins, so nobody gets a
 * result that is older than the call.
 */
export function coalesceReads(read: (table: string) => Promise<Route[]>): (table: string) => Promise<Route[]> {
  const pending = new Map<string, Promise<Route[]>>();
  const start = async (table: string): Promise<Route[]> => {
    await nextTick();
    pending.delete(table);
    return read(table);
  };
  return (table) => {
    const routes = pending.get(table) ?? start(table);
    pending.set(table, routes);
    return routes;
  };
}
