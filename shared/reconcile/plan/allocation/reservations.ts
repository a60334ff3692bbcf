import type { Allocation } from '../../model/allocation.ts';
import type { RouteChange } from '../../model/route-change.ts';

/** The routes by which nodes are to get their ranges. */
export function reservations(allocations: readonly Allocation[]): RouteChange[] {
  return allocations.flatMap(({ node, table, ranges }) =>
    ranges.flatMap(({ cidr: destination, isReserved }) =>
      isReserved ? [] : [{ action: 'create', table, destination, node, reason: 'allocated', drift: false } as const],
    ),
  );
}
