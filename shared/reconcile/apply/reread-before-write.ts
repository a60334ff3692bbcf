import type { RouteChange } from '../model/route-change.ts';
import type { Plan } from '../plan/plan.ts';
import { type Route, sameNextHop } from '../model/route.ts';
import type { NextStep, ApplyContext } from './apply-change.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import type { Cloud } from '../cloud/cloud.ts';

const routeNameOf = (change: RouteChange) => (change.action === 'create' ? undefined : change.before.name);

/** What to do now that the route was read again. */
function replanChange(replan: Plan['replan'], change: RouteChange, current: Route | undefined): NextStep {
  const decision = replan(change, current);
  if ('action' in decision) return decision;
  if (decision.kind === 'defer') return { status: 'deferred', change: decision.change };
  if (decision.kind !== 'conflict') return { status: 'no-op', change };
  if (decision.ownerUnknown !== true) return { status: 'conflict', change, reason: decision.reason };
  // An instance that is newer than the snapshot: the next observation will include it.
  const message = `${change.destination} in ${change.table} is ${decision.reason}`;
  return { status: 'failed', change, error: new CloudError('transient', 'HolderUnknown', message) };
}

const isUnchanged = (current: Route | undefined, before: Route) =>
  current !== undefined && sameNextHop(current.nextHop, before.nextHop);

/** A duplicate may be deleted only while the other route is there: another writer may have deleted that one. */
async function isStillDuplicate(cloud: Cloud, change: RouteChange): Promise<boolean> {
  if (change.action !== 'delete' || change.duplicateOf === undefined) return true;
  const { table, destination, duplicateOf } = change;
  return isUnchanged(await cloud.readRoute(table, destination, duplicateOf.name), duplicateOf);
}

/**
 * Reads the route again: no API takes a precondition, so this keeps a change from being applied to a route that has changed.
 * Returns what to do instead of `change`; undefined when it is still right.
 */
export async function rereadAndReplan(
  { cloud, replan }: ApplyContext,
  change: RouteChange,
): Promise<NextStep | undefined> {
  const current = await cloud.readRoute(change.table, change.destination, routeNameOf(change));
  const isStillCurrent = change.action !== 'create' && isUnchanged(current, change.before);
  return isStillCurrent && (await isStillDuplicate(cloud, change)) ? undefined : replanChange(replan, change, current);
}
