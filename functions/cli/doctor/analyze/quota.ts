import type { Cidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { type Finding, finding } from '../finding.ts';
import type { Remediations } from '../advice/remediations.ts';

export interface QuotaUsage {
  readonly table: string;
  /** As it stands in a sentence: `IPv4 routes`. */
  readonly routeKind: string;
  readonly routes: number;
  readonly limit: number;
  /** Routes missing there that count against this limit. */
  readonly missing: number;
}

/** Below this share of free quota there is a finding; the deployment's alarm has the same threshold. */
const MIN_FREE_SHARE = 0.1;

/** Routes missing in a table that count against its limit. */
export function countMissing(
  { routes }: Inventory,
  table: string,
  countsAgainst: (destination: Cidr) => boolean = () => true,
): number {
  return routes.filter((each) => each.status === 'missing' && each.table === table && countsAgainst(each.destination))
    .length;
}

const isTight = ({ routes, limit, missing }: QuotaUsage) =>
  limit - routes < limit * MIN_FREE_SHARE || routes + missing > limit;

/** One quota is for all tables: every finding asks for what the fullest needs. */
export function analyzeQuota(usages: readonly QuotaUsage[], remediations: Remediations): Finding[] {
  const tight = usages.filter(isTight);
  const wanted = Math.max(...tight.map(({ routes, limit, missing }) => Math.max(limit * 2, routes + missing)));
  return tight.map(({ table, routeKind, routes, limit, missing }) => {
    const id = routes + missing > limit ? 'quota-full' : 'quota-nearly-full';
    const missingText = missing > 0 ? `, and ${missing} are missing` : '';
    const what = `${table} has ${routes} of the ${limit} ${routeKind} that it may have${missingText}`;
    return finding(id, { subject: table, what, mend: remediations.requestQuotaIncrease(wanted) });
  });
}
