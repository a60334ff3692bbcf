import type { Cidr } from '../../../../shared/reconcile/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import { type Finding, finding } from '../model.ts';
import type { Mends } from './mends.ts';

/** How many routes there are and may be, in one table or network. */
export interface Use {
  readonly table: string;
  /** As it stands in a sentence: `IPv4 routes`. */
  readonly of: string;
  readonly routes: number;
  readonly limit: number;
  /** Routes missing there that count against this limit. */
  readonly missing: number;
}

/** Part of the quota that has to be left: where the alarm of the deployment goes off too. */
const LEFT = 0.1;

/** Routes missing in a table that `counts` says belong to a limit. */
export function missingIn(
  { routes }: Inventory,
  table: string,
  counts: (destination: Cidr) => boolean = () => true,
): number {
  return routes.filter((each) => each.status === 'missing' && each.table === table && counts(each.destination)).length;
}

/** Tables with little or no room left. */
export function judgeQuota(uses: readonly Use[], mends: Mends): Finding[] {
  return uses.flatMap(({ table, of, routes, limit, missing }) => {
    if (limit - routes >= limit * LEFT && routes + missing <= limit) return [];
    const id = routes + missing > limit ? 'quota-full' : 'quota-nearly-full';
    const rest = missing > 0 ? `, and ${missing} are missing` : '';
    const what = `${table} has ${routes} of the ${limit} ${of} that it may have${rest}`;
    return [finding(id, { subject: table, what, mend: mends.askForRoutes(Math.max(limit * 2, routes + missing)) })];
  });
}
