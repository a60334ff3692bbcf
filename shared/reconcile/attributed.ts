import { familyOf } from './cidr.ts';
import { endedIn, namedByNone } from './ended.ts';
import type { Hint, RouteChange, Snapshot } from './model.ts';

function leadsToNobody(change: RouteChange): boolean {
  if (change.action === 'create' || change.before.hop.kind !== 'instance') return false;
  return change.reason === 'target gone' && change.before.hop.instance === undefined;
}

/** An instance has at most one route of each family in each table. */
const kindOf = ({ table, destination }: RouteChange) => `${table} ${familyOf(destination)}`;

/**
 * Dead routes may not say any more whose they were. As many of them as instances can have had that have ended and that no route
 * names are taken for theirs: their events asked for what becomes of them, so it is no drift. Those that a successor asked for
 * count among them.
 */
export function attributed(
  changes: readonly RouteChange[],
  { routes }: Snapshot,
  hints: readonly Hint[],
): RouteChange[] {
  const most = namedByNone(endedIn(hints), routes).length;
  const taken = new Map<string, number>();
  const take = (change: RouteChange): boolean => {
    const before = taken.get(kindOf(change)) ?? 0;
    if (before >= most) return false;
    taken.set(kindOf(change), before + 1);
    return true;
  };
  for (const change of changes) if (!change.drift && leadsToNobody(change)) take(change);
  return changes.map((change) =>
    change.drift && leadsToNobody(change) && take(change) ? { ...change, drift: false } : change,
  );
}
