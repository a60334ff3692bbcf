import { familyOf } from '../model/cidr.ts';
import { deletedInstanceIds, unreferencedIds } from '../model/deleted-instances.ts';
import { groupBy } from '../model/group-by.ts';
import type { Hint } from '../model/hint.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Snapshot } from '../model/snapshot.ts';

function isOrphaned(change: RouteChange): boolean {
  if (change.action === 'create' || change.before.nextHop.kind !== 'instance') return false;
  return change.reason === 'target gone' && change.before.nextHop.instanceId === undefined;
}

/** An instance has at most one route of each family in each table. */
const tableAndFamily = ({ table, destination }: RouteChange) => `${table} ${familyOf(destination)}`;

/**
 * Dead routes may not say any more whose they were. As many of them as instances can have had that have ended and that no route
 * names are taken for theirs: their events asked for what becomes of them, so it is no drift. Those that a successor asked for
 * count among them.
 */
export function attributeOrphans(
  changes: readonly RouteChange[],
  { routes }: Snapshot,
  hints: readonly Hint[],
): RouteChange[] {
  const maxOrphans = unreferencedIds(deletedInstanceIds(hints), routes).length;
  const dead = groupBy(changes.filter(isOrphaned), tableAndFamily);
  const theirs = new Set(
    [...dead.values()].flatMap((some) => {
      const drifted = some.filter(({ drift }) => drift);
      const askedFor = some.length - drifted.length;
      return drifted.slice(0, Math.max(0, maxOrphans - askedFor));
    }),
  );
  return changes.map((change) => (theirs.has(change) ? { ...change, drift: false } : change));
}
