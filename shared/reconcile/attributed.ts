import { familyOf } from './cidr.ts';
import { endedIn, namedByNone } from './ended.ts';
import { groupBy } from './group.ts';
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
  const dead = groupBy(changes.filter(leadsToNobody), kindOf);
  const theirs = new Set(
    [...dead.values()].flatMap((some) => {
      const drifted = some.filter(({ drift }) => drift);
      const askedFor = some.length - drifted.length;
      return drifted.slice(0, Math.max(0, most - askedFor));
    }),
  );
  return changes.map((change) => (theirs.has(change) ? { ...change, drift: false } : change));
}
