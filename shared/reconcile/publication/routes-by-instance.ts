import { groupBy } from '../model/group-by.ts';
import type { InstanceTarget, Route } from '../model/route.ts';
import type { StatingInstance } from './publication-cloud.ts';

function targetOf({ nextHop }: Route): InstanceTarget {
  return (nextHop.kind === 'foreign' ? nextHop.instance : nextHop) ?? {};
}

/** Finds the routes that lead to an instance, whoever made them, without a look at all others for each. */
export function routesByInstance(routes: readonly Route[]): (instance: StatingInstance) => readonly Route[] {
  const byId = groupBy(routes, (route) => targetOf(route).instanceId);
  const byTarget = groupBy(routes, (route) => targetOf(route).targetId);
  return ({ id, targetIds }) => [
    ...new Set([...(byId.get(id) ?? []), ...targetIds.flatMap((target) => byTarget.get(target) ?? [])]),
  ];
}
