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

/** What is true of each route, worked out once for a truth that is looked at again and again. */
const judgements = new WeakMap<
  GroundTruth,
  { route: ActualRoute; protection: TimelineEntry['protection']; isDuplicate: boolean }[]
>();

function judged(truth: GroundTruth) {
  const known = judgements.get(truth);
  if (known !== undefined) return known;
  const judgement = truth.routes.map((route) => ({
    route,
    protection: protectionOf(truth, route),
    isDuplicate: hasDuplicate(truth, route),
  }));
  judgements.set(truth, judgement);
  return judgement;
}

/** Remembers since when everything is as it is. */
export class RouteTimeline {
  #entries = new Map<object, TimelineEntry>();
  /** When a live node last stated a range and was reached by a hop. */
  readonly #claimedAt = new Map<string, number>();
  /** Since when each live node claims a range. */
  #claimedSince = new Map<string, number>();
  /** When a route last led from a place in a table to a node. */
  readonly #heldAt = new Map<string, number>();
  /** When a node reached by a hop last asked for a range. */
  readonly #requestedAt = new Map<string, number>();
  /** Since when a node reached by a hop asks for one. */
  #requestedSince = new Map<string, number>();

  /** Takes down what is true now. Call it whenever something may have changed. */
  update(truth: GroundTruth, now: number): void {
    const routes = new Map<object, TimelineEntry>();
    for (const { route, protection, isDuplicate } of judged(truth)) {
      const before = this.#entries.get(route.record);
      const status = route.holder?.status;
      const isSame = before !== undefined && before.protection === protection && before.status === status;
      routes.set(route.record, {
        since: before?.since ?? now,
        protection,
        status,
        protectedSince: isSame ? before.protectedSince : now,
        duplicatedAt: isDuplicate ? now : before?.duplicatedAt,
      });
    }
    this.#entries = routes;
    for (const { table, destination, holder } of truth.routes) {
      if (holder !== undefined) this.#heldAt.set(`${table} ${destination} ${holder.id}`, now);
    }
    const claimedSince = new Map<string, number>();
    const requestedSince = new Map<string, number>();
    for (const { id, claim, families, nextHopFor } of truth.instances) {
      for (const range of claim.ranges) {
        this.#claimedAt.set(`${range} ${nextHopFor(range)}`, now);
        claimedSince.set(`${id} ${range}`, this.#claimedSince.get(`${id} ${range}`) ?? now);
      }
      if (claim.isRequest !== true) continue;
      for (const hop of families.map((family) => nextHopFor(family === 'ipv4' ? '0.0.0.0/0' : '::/0'))) {
        this.#requestedAt.set(hop, now);
        requestedSince.set(hop, this.#requestedSince.get(hop) ?? now);
      }
    }
    this.#claimedSince = claimedSince;
    this.#requestedSince = requestedSince;
  }

  entryFor({ record }: ActualRoute): TimelineEntry | undefined {
    return this.#entries.get(record);
  }

  /** When a route from there last led to the node. */
  heldAt(table: string, destination: string, id: string): number | undefined {
    return this.#heldAt.get(`${table} ${destination} ${id}`);
  }

  /** Since when a live node claims a range. */
  claimedSince(id: string, range: string): number | undefined {
    return this.#claimedSince.get(`${id} ${range}`);
  }

  /** Since when somebody who is reached by `hop` asks for a range. */
  requestedSince(nextHop: string): number | undefined {
    return this.#requestedSince.get(nextHop);
  }

  /** When somebody who was reached by `hop` last asked for a range. */
  requestedAt(nextHop: string): number | undefined {
    return this.#requestedAt.get(nextHop);
  }

  /** When somebody was last reached by `hop` who stated `destination`. */
  claimedAt(destination: string, nextHop: string): number | undefined {
    return this.#claimedAt.get(`${destination} ${nextHop}`);
  }
}
