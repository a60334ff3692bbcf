import { endedIn } from './ended.ts';
import type { Hint, RouteChange, Snapshot } from './model.ts';

/** A node has a range of each family at most. */
const FAMILIES = 2;

function leadsToNobody(change: RouteChange): boolean {
  if (change.action === 'create' || change.before.hop.kind !== 'instance') return false;
  return change.reason === 'target gone' && change.before.hop.instance === undefined;
}

/**
 * Dead routes may not say any more whose they were. As many of them as instances can have had that have ended and that no route
 * names are taken for theirs: their events asked for what becomes of them, so it is no drift.
 */
export function attributed(
  changes: readonly RouteChange[],
  { routes, tables }: Snapshot,
  hints: readonly Hint[],
): RouteChange[] {
  const named = new Set(routes.map(({ hop }) => (hop.kind === 'instance' ? hop.instance : undefined)));
  let left = endedIn(hints).filter((id) => !named.has(id)).length * tables.length * FAMILIES;
  return changes.map((change) => {
    if (!change.drift || left === 0 || !leadsToNobody(change)) return change;
    left -= 1;
    return { ...change, drift: false };
  });
}
