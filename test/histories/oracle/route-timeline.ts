import { hasDuplicate, protectionOf, type ActualRoute, type GroundTruth } from './ground-truth.ts';

interface TimelineEntry {
  /** Since when the route is as it is. */
  readonly since: number;
  readonly protection: ReturnType<typeof protectionOf>;
  /** The status of its holder: a dead route of one that runs is made anew, of one that is stopped it is not. */
  readonly status: string | undefined;
  readonly protectedSince: number;
  /** When there was last another route that did the same, if ever. */
  readonly duplicatedAt: number | undefined;
}

/** Remembers since when everything is as it is. */
export class RouteTimeline {
  #entries = new Map<object, TimelineEntry>();
  /** When a live node last stated a range and was reached by a hop. */
  readonly #claimedAt = new Map<string, number>();

  /** Takes down what is true now. Call it whenever something may have changed. */
  update(truth: GroundTruth, now: number): void {
    const routes = new Map<object, TimelineEntry>();
    for (const route of truth.routes) {
      const before = this.#entries.get(route.record);
      const protection = protectionOf(truth, route);
      const status = route.holder?.status;
      const isSame = before !== undefined && before.protection === protection && before.status === status;
      routes.set(route.record, {
        since: before?.since ?? now,
        protection,
        status,
        protectedSince: isSame ? before.protectedSince : now,
        duplicatedAt: hasDuplicate(truth, route) ? now : before?.duplicatedAt,
      });
    }
    this.#entries = routes;
    for (const { claim, nextHopFor } of truth.instances) {
      for (const range of claim.ranges) this.#claimedAt.set(`${range} ${nextHopFor(range)}`, now);
    }
  }

  entryFor({ record }: ActualRoute): TimelineEntry | undefined {
    return this.#entries.get(record);
  }

  /** When somebody was last reached by `hop` who stated `destination`. */
  claimedAt(destination: string, nextHop: string): number | undefined {
    return this.#claimedAt.get(`${destination} ${nextHop}`);
  }
}
