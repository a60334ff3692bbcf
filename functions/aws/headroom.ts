import type { QuotaUse } from '../../shared/aws/quota.ts';
import { canonicalCidr, familyOf } from '../../shared/reconcile/cidr.ts';
import type { ReportedChange } from '../../shared/reconcile/report.ts';

function growth(changes: readonly ReportedChange[], { table, family }: QuotaUse): number {
  const here = changes.filter((change) => {
    const destination = canonicalCidr(change.destination);
    return change.status === 'done' && change.table === table && destination && familyOf(destination) === family;
  });
  const count = (action: ReportedChange['action']) => here.filter((change) => change.action === action).length;
  return count('create') - count('delete');
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
    const left = this.#uses.map((use) => this.#quota - use.routes - growth(changes, use));
    return left.length === 0 ? undefined : Math.max(0, (100 * Math.min(...left)) / this.#quota);
  }
}
