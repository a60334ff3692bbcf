import type { Allocation } from '../../model/allocation.ts';
import { type Cidr, familyOf, overlaps } from '../../model/ranges/cidr.ts';
import type { Route } from '../../model/route.ts';
import { isOwnRoute, mayReserve } from '../../plan/claims/reserved-ranges.ts';

/**
 * What the first table shows of the routes that reserve a node's ranges. `confirmed`: they lead to it, and no other reservation
 * is in their way. `not-visible`: the read is older than they are. `disputed`: the node has another range too, or a range of
 * another node overlaps one of these.
 */
export type ReservationState = 'confirmed' | 'not-visible' | 'disputed';

export function reservationState(
  { node, ranges }: Pick<Allocation, 'node' | 'ranges'>,
  routes: readonly Route[],
  clusterCidrs: readonly Cidr[],
): ReservationState {
  const own = new Set<Cidr>(ranges.map(({ cidr }) => cidr));
  const isOwn = (route: Route) => isOwnRoute(route, node);
  const visible = new Set(routes.filter((route) => own.has(route.destination) && isOwn(route)).map(destinationOf));
  if (visible.size < own.size) return 'not-visible';
  const families = new Set([...own].map(familyOf));
  const isRival = (route: Route) =>
    !own.has(route.destination) &&
    mayReserve(route, clusterCidrs) &&
    (isOwn(route)
      ? families.has(familyOf(route.destination))
      : [...own].some((cidr) => overlaps(cidr, route.destination)));
  return routes.some(isRival) ? 'disputed' : 'confirmed';
}

const destinationOf = ({ destination }: Route) => destination;
