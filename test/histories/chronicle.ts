import { hasAnother, protectionOf, type TrueRoute, type Truth } from './truth.ts';

interface Known {
  /** Since when the route is as it is. */
  readonly since: number;
  readonly protection: ReturnType<typeof protectionOf>;
  /** The status of its holder: a dead route of one that runs is made anew, of one that is stopped it is not. */
  readonly status: string | undefined;
  readonly protectedSince: number;
  /** When there was last another route that did the same, if ever. */
  readonly sparedAt: number | undefined;
}

/** Remembers since when everything is as it is. */
export class Chronicle {
  #routes = new Map<object, Known>();
  /** When a live node last stated a range and was reached by a hop. */
  readonly #wanted = new Map<string, number>();

  /** Takes down what is true now. Call it whenever something may have changed. */
  write(truth: Truth, now: number): void {
    const routes = new Map<object, Known>();
    for (const route of truth.routes) {
      const before = this.#routes.get(route.record);
      const protection = protectionOf(truth, route);
      const status = route.holder?.status;
      const isSame = before !== undefined && before.protection === protection && before.status === status;
      routes.set(route.record, {
        since: before?.since ?? now,
        protection,
        status,
        protectedSince: isSame ? before.protectedSince : now,
        sparedAt: hasAnother(truth, route) ? now : before?.sparedAt,
      });
    }
    this.#routes = routes;
    for (const { statement, hopFor } of truth.instances) {
      for (const range of statement.ranges) this.#wanted.set(`${range} ${hopFor(range)}`, now);
    }
  }

  of({ record }: TrueRoute): Known | undefined {
    return this.#routes.get(record);
  }

  /** When somebody was last reached by `hop` who stated `destination`. */
  wantedAt(destination: string, hop: string): number | undefined {
    return this.#wanted.get(`${destination} ${hop}`);
  }
}
