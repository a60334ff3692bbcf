import type { RouteCount } from '../../../shared/aws/routes/route-quota.ts';
import { canonicalCidr, familyOf } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { ReportedChange } from '../../../shared/reconcile/report/report.ts';

/** Routes added to each table, by `table family`. */
function growthByTable(changes: readonly ReportedChange[]): Map<string, number> {
  const growthOf = new Map<string, number>();
  for (const { action, status, table, destination } of changes) {
    const range = canonicalCidr(destination);
    if (status !== 'done' || action === 'replace' || range === undefined) continue;
    const key = `${table} ${familyOf(range)}`;
    growthOf.set(key, (growthOf.get(key) ?? 0) + (action === 'create' ? 1 : -1));
  }
  return growthOf;
}

/** Remembers how many routes the tables had when they were last read. */
export class QuotaHeadroom {
  readonly #quota: number;
  #routeCounts: readonly RouteCount[] = [];

  /** @param quota routes of one family that a table may hold */
  constructor(quota: number) {
    this.#quota = quota;
  }

  update(routeCounts: readonly RouteCount[]): void {
    this.#routeCounts = routeCounts;
  }

  /** Percent of the quota that the fullest table has left after `changes`. */
  percentLeft(changes: readonly ReportedChange[]): number | undefined {
    const growthOf = growthByTable(changes);
    const remaining = this.#routeCounts.map(
      ({ table, family, routes }) => this.#quota - routes - (growthOf.get(`${table} ${family}`) ?? 0),
    );
    return remaining.length === 0 ? undefined : Math.max(0, (100 * Math.min(...remaining)) / this.#quota);
  }
}
