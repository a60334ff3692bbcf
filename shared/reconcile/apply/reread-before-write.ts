import type { RouteChange } from '../model/route-change.ts';
import type { Plan } from '../plan/plan.ts';
import { type Route, sameNextHop } from '../model/route.ts';
import type { Due } from './apply-change.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { ApplyContext } from './apply-context.ts';

const routeNameOf = (change: RouteChange) => (change.action === 'create' ? undefined : change.before.name);

/** What is due now that the route was read anew: a change, or the end of the matter. */
function replanChange(again: Plan['replan'], change: RouteChange, current: Route | undefined): Due {
  const decision = again(change, current);
  if ('action' in decision) return decision;
  if (decision.kind !== 'conflict') return { status: 'no-op', change };
  if (decision.ownerUnknown !== true) return { status: 'conflict', change, reason: decision.reason };
  // Whoever it is came after we looked: the next look will include it.
  const message = `${change.destination} in ${change.table} is ${decision.reason}`;
  return { status: 'failed', change, error: new CloudError('transient', 'HolderUnknown', message) };
}

const isUnchanged = (current: Route | undefined, before: Route) =>
  current !== undefined && sameNextHop(current.nextHop, before.nextHop);

/** Of two routes to a node one may go as long as the other is there: whoever works beside us may have taken that one. */
async function isStillDuplicate(cloud: Cloud, change: RouteChange): Promise<boolean> {
  if (change.action !== 'delete' || change.duplicateOf === undefined) return true;
  const { table, destination, duplicateOf } = change;
  return isUnchanged(await cloud.readRoute(table, destination, duplicateOf.name), duplicateOf);
}

/**
 * Reads the route once more: no API takes a condition, so this is what keeps a change from hitting the wrong route. Answers
 * what is due instead of `change`; undefined when that still is.
 */
export async function rereadAndReplan({ cloud, again }: ApplyContext, change: RouteChange): Promise<Due | undefined> {
  const current = await cloud.readRoute(change.table, change.destination, routeNameOf(change));
  const isStillCurrent = change.action !== 'create' && isUnchanged(current, change.before);
  return isStillCurrent && (await isStillDuplicate(cloud, change)) ? undefined : replanChange(again, change, current);
}
