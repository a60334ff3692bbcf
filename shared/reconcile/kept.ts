import { type Cidr, overlaps, within } from './cidr.ts';
import type { Instance, Snapshot } from './model.ts';

/** A route that no claim of others may reach into. */
export interface Kept {
  readonly cidr: Cidr;
  /** Id of the node that keeps it. */
  readonly by: string;
  readonly name: string;
}

/**
 * Routes that stay whether or not a claim is behind them: those of nodes in doubt, and in a partial view those of nodes that
 * it does not show. Part of their range is as much theirs as the whole. Wider ones than the cluster CIDR are no node's.
 */
export function keptRoutes(
  { view, instances, routes, missing }: Snapshot,
  doubtful: ReadonlySet<string>,
  clusterCidrs: readonly Cidr[],
): Kept[] {
  if (doubtful.size === 0 && view !== 'partial') return [];
  const byKey = new Map(instances.flatMap((node) => [node.id, ...node.reachedBy].map((key) => [key, node])));
  const isGone = (id: string) => !byKey.has(id) && (view === 'complete' || missing.includes(id));
  return routes.flatMap(({ destination: cidr, hop }) => {
    if (hop.kind !== 'instance' || !within(clusterCidrs, cidr)) return [];
    const keys = [hop.interface, hop.instance].filter((key) => key !== undefined);
    const unseen = keys.find((key) => !byKey.has(key));
    if (view === 'partial' && unseen !== undefined) return [{ cidr, by: unseen, name: unseen }];
    // What was made for an instance that is gone is not kept by whoever has its address now.
    if (hop.instance !== undefined && isGone(hop.instance)) return [];
    const node = byKey.get(hop.instance ?? '') ?? byKey.get(hop.interface ?? '');
    return node !== undefined && doubtful.has(node.id) ? [{ cidr, by: node.id, name: node.name }] : [];
  });
}

/** The kept route of somebody else that overlaps `cidr`. Of the very same range it is a conflict, settled where the route is. */
export function keptUnder(kept: readonly Kept[], cidr: Cidr, claimers: readonly Instance[]): Kept | undefined {
  const isOthers = ({ by }: Kept) => !claimers.some(({ id }) => id === by);
  return kept.find((route) => route.cidr !== cidr && isOthers(route) && overlaps(route.cidr, cidr));
}
