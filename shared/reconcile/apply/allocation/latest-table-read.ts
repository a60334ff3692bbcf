import { type Cidr, familyOf } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { Route } from '../../model/route.ts';
import { isOwnRoute, mayReserve } from '../../plan/claims/reserved-ranges.ts';

/** What the reads before telling show of what others do: a reservation in vain costs a call of a scarce bucket. */
export class LatestTableRead {
  readonly #clusterCidrs: readonly Cidr[];
  #routes: readonly Route[] = [];

  constructor(clusterCidrs: readonly Cidr[]) {
    this.#clusterCidrs = clusterCidrs;
  }

  /** The routes of the first table; none when a newer observation shows more. */
  update(routes: readonly Route[]): void {
    this.#routes = routes;
  }

  /**
   * Whether somebody has the range by now, or the node has one of its family.
   *
   * @param isOwn whether this run made the route
   */
  isTaken(cidr: Cidr, node: Instance, isOwn: (destination: Cidr) => boolean): boolean {
    const isRival = (route: Route) =>
      route.destination === cidr ||
      (isOwnRoute(route, node) && familyOf(route.destination) === familyOf(cidr) && !isOwn(route.destination));
    return this.#routes.some((route) => isRival(route) && mayReserve(route, this.#clusterCidrs));
  }
}
