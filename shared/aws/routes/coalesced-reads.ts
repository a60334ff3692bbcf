import { setImmediate as nextTick } from 'node:timers/promises';
import type { Route } from '../../reconcile/model/route.ts';

/**
 * Makes those who ask for the same table at the same time share one read of it. Nobody gets an answer to a question that was
 * sent before they asked: a read is shared until it begins, and not a moment longer.
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
