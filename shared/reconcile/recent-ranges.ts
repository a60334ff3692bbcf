import type { Cidr } from './model/ranges/cidr.ts';
import type { Route } from './model/route.ts';

/** Longer than a deletion takes that another function decided on while the range still had its route. */
export const FREED_RANGE_DELAY = 15_000;

/**
 * Ranges that had a route a short while ago. Whoever was given such a range at once could lose its route to another function,
 * which deletes the one that was there before.
 */
export class RecentRanges {
  readonly #lastSeen = new Map<Cidr, number>();

  /** Takes note of the routes that there are at `now`; returns the ranges which have none any more, since a short while. */
  update(routes: readonly Route[], now: number): Cidr[] {
    const current = new Set(routes.map(({ destination }) => destination));
    for (const destination of current) this.#lastSeen.set(destination, now);
    for (const [cidr, at] of this.#lastSeen) if (now - at >= FREED_RANGE_DELAY) this.#lastSeen.delete(cidr);
    return [...this.#lastSeen.keys()].filter((cidr) => !current.has(cidr));
  }
}
