import type { Cloud } from '../../cloud/cloud.ts';
import { CloudError } from '../../cloud/cloud-error.ts';
import type { Cidr } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { Route } from '../../model/route.ts';
import { isOwnRoute } from '../../plan/claims/reserved-ranges.ts';
import type { RouteChange } from '../../model/route-change.ts';
import type { ChangeResult } from '../../report/change-result.ts';
import { resultOfError } from '../apply-change.ts';

export interface ReservationContext {
  readonly cloud: Cloud;
  readonly clusterCidrs: readonly Cidr[];
  /** Once aborted, nothing more is sent. */
  readonly signal?: AbortSignal | undefined;
  /** Once aborted, no answer is waited for. */
  readonly end?: AbortSignal | undefined;
  /** Is told of every route that was to reserve a range. */
  readonly onResult?: ((result: ChangeResult) => void) | undefined;
}

/** Creates the route that reserves a range. Undefined when somebody else has the range, or has reserved it for the node. */
export async function reserveRange(
  { cloud, signal }: ReservationContext,
  node: Instance,
  table: string,
  destination: Cidr,
): Promise<ChangeResult | undefined> {
  const change: RouteChange = { action: 'create', table, destination, node, reason: 'allocated', drift: false };
  try {
    await cloud.createRoute(table, destination, node, { signal });
    return { status: 'done', change };
  } catch (error) {
    if (error instanceof CloudError && error.kind === 'already-exists') return undefined;
    return resultOfError(change, error);
  }
}

/**
 * Deletes the routes that reserve ranges for a node which was told none of them.
 *
 * @param isDue asked right before each deletion is sent
 */
export async function releaseRanges(
  { cloud, signal, end }: ReservationContext,
  node: Instance,
  table: string,
  cidrs: readonly Cidr[],
  isDue: () => boolean = () => true,
): Promise<void> {
  if (cidrs.length === 0) return;
  const isReservation = (route: Route) => cidrs.includes(route.destination) && isOwnRoute(route, node);
  for (const route of (await cloud.readTable(table, end)).filter(isReservation)) {
    const precondition = async () => {
      const current = await cloud.readRoute(table, route.destination, route.name, end);
      return current !== undefined && isOwnRoute(current, node) && isDue();
    };
    await cloud.deleteRoute(route, { signal, precondition });
  }
}
