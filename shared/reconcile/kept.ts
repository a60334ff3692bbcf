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
 * Routes that stay whether or not a claim is behind them: those of nodes in doubt, and those of nodes that the view does not show
 * though they may live. Part of their range is as much theirs as the whole. Wider ones than the cluster CIDR are no node's.
 */
export function keptRoutes(
  { view, instances, routes, missing }: Snapshot,
  doubtful: ReadonlySet<string>,
  clusterCidrs: readonly Cidr[],
): Kept[] {
  if (doubtful.size === 0 && view === 'complete') return [];
  const byKey = new Map(instances.flatMap((node) => [node.id, ...node.reachedBy].map((key) => [key, node])));
  const absent = new Set(missing);
  return routes.flatMap(({ destination: cidr, hop }) => {
    if (hop.kind !== 'instance' || !within(clusterCidrs, cidr)) return [];
    // Whoever has the address now of an instance that is gone keeps nothing that was made for that.
    const key = hop.instance ?? hop.interface ?? '';
    const node = byKey.get(key);
    if (node !== undefined) return doubtful.has(node.id) ? [{ cidr, by: node.id, name: node.name }] : [];
    const isGone = view === 'complete' || (view === 'named' && absent.has(key));
    return isGone ? [] : [{ cidr, by: key, name: key }];
  });
}

/** The kept route of somebody else that overlaps `cidr`. Of the very same range it is a conflict, settled where the route is. */
export function keptUnder(kept: readonly Kept[], cidr: Cidr, claimers: readonly Instance[]): Kept | undefined {
  const isOthers = ({ by }: Kept) => !claimers.some(({ id }) => id === by);
  return kept.find((route) => route.cidr !== cidr && isOthers(route) && overlaps(route.cidr, cidr));
}
