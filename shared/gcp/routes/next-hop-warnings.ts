import type { Route } from '../../reconcile/model/route.ts';
import type { Instance } from '../../reconcile/model/instance.ts';

/** Warnings that mean that no running instance has the next hop. */
export const BLACKHOLE_WARNINGS = new Set([
  'NEXT_HOP_ADDRESS_NOT_ASSIGNED',
  'NEXT_HOP_INSTANCE_NOT_FOUND',
  'NEXT_HOP_INSTANCE_NOT_ON_NETWORK',
  'NEXT_HOP_NOT_RUNNING',
]);

/**
 * A route leads to an address: while an instance of the network has it, replacing the route would change nothing, whatever an
 * outdated warning says.
 */
export function withoutStaleBlackholes(routes: readonly Route[], instances: readonly Instance[]): Route[] {
  const assigned = new Set(instances.filter(({ state }) => state !== 'deleted').flatMap((each) => each.targetIds));
  return routes.map((route) => {
    const target = route.nextHop.kind === 'instance' ? route.nextHop : route.nextHop.instance;
    return target?.targetId !== undefined && assigned.has(target.targetId) ? { ...route, state: 'active' } : route;
  });
}
