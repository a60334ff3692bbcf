import type { RouteDecision } from './evaluate.ts';
import { familyOf } from '../model/ranges/cidr.ts';
import { deletedInstanceIds, unreferencedIds, type Hint } from '../model/hint.ts';
import { groupBy } from '../model/group-by.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Snapshot } from '../model/snapshot.ts';

function isOrphaned(change: RouteChange): boolean {
  if (change.action === 'create' || change.before.nextHop.kind !== 'instance') return false;
  return change.reason === 'target gone' && change.before.nextHop.instanceId === undefined;
}

/** An instance has at most one route of each family in each table. */
const tableAndFamily = ({ table, destination }: RouteChange) => `${table} ${familyOf(destination)}`;

/**
 * A blackhole route may no longer name its instance. For each deleted instance that no route names, one such orphan in each table
 * and family is attributed to it: its event asked for the change, which is then no drift. Orphans whose change another event
 * asked for count too.
 */
export function attributeOrphans(
  changes: readonly RouteChange[],
  { routes }: Snapshot,
  hints: readonly Hint[],
): RouteChange[] {
  const maxOrphans = unreferencedIds(deletedInstanceIds(hints), routes).length;
  const orphans = groupBy(changes.filter(isOrphaned), tableAndFamily);
  const attributed = new Set(
    [...orphans.values()].flatMap((group) => {
      const drifted = group.filter(({ drift }) => drift);
      const hinted = group.length - drifted.length;
      return drifted.slice(0, Math.max(0, maxOrphans - hinted));
    }),
  );
  return changes.map((change) => (attributed.has(change) ? { ...change, drift: false } : change));
}

/** The change that an action asks for. It is drift when no event named an instance that it concerns. */
export function toChange(
  { table, destination, action }: RouteDecision,
  hinted: ReadonlySet<string>,
): RouteChange | undefined {
  const base = { table, destination };
  const isHinted = (id: string | undefined) => id !== undefined && hinted.has(id);
  if (action.kind === 'create') {
    const { node, reason } = action;
    return { ...base, action: 'create', node, reason, drift: !isHinted(node.id) };
  }
  if (action.kind !== 'replace' && action.kind !== 'delete') return undefined;
  const { route: before, reason } = action;
  const currentInstanceId = before.nextHop.kind === 'instance' ? before.nextHop.instanceId : undefined;
  if (action.kind === 'delete') {
    const duplicateOf = action.duplicateOf === undefined ? {} : { duplicateOf: action.duplicateOf };
    return { ...base, action: 'delete', before, reason, drift: !isHinted(currentInstanceId), ...duplicateOf };
  }
  const drift = !isHinted(currentInstanceId) && !isHinted(action.node.id);
  return { ...base, action: 'replace', before, node: action.node, reason, drift };
}
