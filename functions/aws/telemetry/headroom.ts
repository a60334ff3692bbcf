import type { QuotaUse } from '../../../shared/aws/quota.ts';
import { canonicalCidr, familyOf } from '../../../shared/reconcile/cidr.ts';
import type { ReportedChange } from '../../../shared/reconcile/report.ts';

/** By how many routes each table grew, by `table family`. */
function growth(changes: readonly ReportedChange[]): Map<string, number> {
  const grown = new Map<string, number>();
  for (const { action, status, table, destination } of changes) {
    const range = canonicalCidr(destination);
    if (status !== 'done' || action === 'replace' || range === undefined) continue;
    const key = `${table} ${familyOf(range)}`;
    grown.set(key, (grown.get(key) ?? 0) + (action === 'create' ? 1 : -1));
  }
  return grown;
}

/** Keeps how full the tables were when they were last read. */
export class Headroom {
  readonly #quota: number;
  #uses: readonly QuotaUse[] = [];

  /** @param quota routes of one family that a table may hold */
  constructor(quota: number) {
    this.#quota = quota;
  }

  note(uses: readonly QuotaUse[]): void {
    this.#uses = uses;
  }

  /** Percent of the quota that the fullest table has left, now that `changes` came on top of what was read. */
  percentLeft(changes: readonly ReportedChange[]): number | undefined {
    const grown = growth(changes);
    const left = this.#uses.map(
      ({ table, family, routes }) => this.#quota - routes - (grown.get(`${table} ${family}`) ?? 0),
    );
    return left.length === 0 ? undefined : Math.max(0, (100 * Math.min(...left)) / this.#quota);
  }
}
