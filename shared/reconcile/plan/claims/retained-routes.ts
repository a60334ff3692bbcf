import { type Cidr, overlaps, within } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { statedRanges } from '../../model/stated-ranges.ts';

/** A route that no claim of other nodes may overlap. */
export interface RetainedRoute {
  readonly cidr: Cidr;
  /** Id of the node that keeps it. */
  readonly nodeId: string;
  readonly name: string;
}

/** Whether `node` is one of the unresolved and states `cidr`: a refused claim deletes nothing, so it keeps a route that leads to it. */
export const statesInDoubt = (unresolved: ReadonlySet<string>, node: Instance | undefined, cidr: Cidr): boolean =>
  node !== undefined && unresolved.has(node.id) && statedRanges(node.claim).includes(cidr);

/**
 * Routes that stay whether or not a claim is behind them: those of unresolved nodes, and of instances that the snapshot does
 * not show though they may exist. Routes outside the cluster CIDR, or to the whole of it, are no node's.
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
    if (nextHop.kind !== 'instance' || !within(clusterCidrs, cidr) || clusterCidrs.includes(cidr)) return [];
    // By the instance's id first: another instance may have the address now, and retains the route only if it states the range.
    const key = nextHop.instanceId ?? nextHop.targetId ?? '';
    const atTarget = byKey.get(nextHop.targetId ?? '');
    const node = statesInDoubt(unresolved, atTarget, cidr) ? atTarget : byKey.get(key);
    if (node !== undefined) return unresolved.has(node.id) ? [{ cidr, nodeId: node.id, name: node.name }] : [];
    const isDeleted = coverage === 'complete' || (coverage === 'scoped' && notFoundKeys.has(key));
    return isDeleted ? [] : [{ cidr, nodeId: key, name: key }];
  });
}

/** Another node's retained route that overlaps `cidr`. One to exactly `cidr` is a conflict in the decision table instead. */
export function retainedOverlap(
  retained: readonly RetainedRoute[],
  cidr: Cidr,
  claimants: readonly Instance[],
): RetainedRoute | undefined {
  const isOthers = ({ nodeId }: RetainedRoute) => !claimants.some(({ id }) => id === nodeId);
  return retained.find((route) => route.cidr !== cidr && isOthers(route) && overlaps(route.cidr, cidr));
}
