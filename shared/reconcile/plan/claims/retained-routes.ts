import { type Cidr, overlaps, within } from '../../model/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** A route that no claim of others may reach into. */
export interface RetainedRoute {
  readonly cidr: Cidr;
  /** Id of the node that keeps it. */
  readonly nodeId: string;
  readonly name: string;
}

/**
 * Routes that stay whether or not a claim is behind them: those of nodes in doubt, and those of nodes that the view does not show
 * though they may live. Part of their range is as much theirs as the whole. Wider ones than the cluster CIDR are no node's.
 */
export function retainedRoutes(
  { coverage, instances, routes, notFound }: Snapshot,
  unresolved: ReadonlySet<string>,
  clusterCidrs: readonly Cidr[],
): RetainedRoute[] {
  if (unresolved.size === 0 && coverage === 'complete') return [];
  const byKey = new Map(instances.flatMap((node) => [node.id, ...node.targetIds].map((key) => [key, node])));
  const notFoundKeys = new Set(notFound);
  return routes.flatMap(({ destination: cidr, nextHop }) => {
    if (nextHop.kind !== 'instance' || !within(clusterCidrs, cidr)) return [];
    // Whoever has the address now of an instance that is gone keeps nothing that was made for that.
    const key = nextHop.instanceId ?? nextHop.targetId ?? '';
    const node = byKey.get(key);
    if (node !== undefined) return unresolved.has(node.id) ? [{ cidr, nodeId: node.id, name: node.name }] : [];
    const isDeleted = coverage === 'complete' || (coverage === 'scoped' && notFoundKeys.has(key));
    return isDeleted ? [] : [{ cidr, nodeId: key, name: key }];
  });
}

/** The kept route of somebody else that overlaps `cidr`. Of the very same range it is a conflict, settled where the route is. */
export function retainedOverlap(
  retained: readonly RetainedRoute[],
  cidr: Cidr,
  claimants: readonly Instance[],
): RetainedRoute | undefined {
  const isOthers = ({ nodeId }: RetainedRoute) => !claimants.some(({ id }) => id === nodeId);
  return retained.find((route) => route.cidr !== cidr && isOthers(route) && overlaps(route.cidr, cidr));
}
