import { type Cidr, familyOf } from '../model/ranges/cidr.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { TableUsage } from '../model/table-usage.ts';

/** A table that has room for fewer routes than are to be created. */
export interface QuotaShortage extends TableUsage {
  readonly wanted: number;
  readonly room: number;
}

/** Deletions make no room for creations: they come last. */
export function quotaShortages(
  counts: readonly TableUsage[],
  changes: readonly Pick<RouteChange, 'action' | 'table' | 'destination'>[],
): QuotaShortage[] {
  const creations = changes.filter(({ action }) => action === 'create');
  return counts.flatMap((count) => {
    const isCounted = (destination: Cidr) => count.family === undefined || count.family === familyOf(destination);
    const wanted = creations.filter(({ table, destination }) => table === count.table && isCounted(destination)).length;
    const room = Math.max(0, count.quota - count.routes);
    return wanted > room ? [{ ...count, wanted, room }] : [];
  });
}
