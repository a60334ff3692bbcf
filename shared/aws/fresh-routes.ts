import { setImmediate as nextTick } from 'node:timers/promises';
import type { Route } from '../reconcile/model.ts';

/**
 * Makes those who ask for the same table at the same time share one read of it. Nobody gets an answer to a question that was
 * sent before they asked: a read is shared until it begins, and not a moment longer.
 */
export function sharedReads(read: (table: string) => Promise<Route[]>): (table: string) => Promise<Route[]> {
  const upcoming = new Map<string, Promise<Route[]>>();
  const begin = async (table: string): Promise<Route[]> => {
    await nextTick();
    upcoming.delete(table);
    return read(table);
  };
  return (table) => {
    const routes = upcoming.get(table) ?? begin(table);
    upcoming.set(table, routes);
    return routes;
  };
}
