import { type Cidr, contains, prefixLengthOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { subtract } from '../../doctor/analyze/cidr-sets.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import type { RouteEntry } from '../model.ts';

/** The routes that packets to some addresses follow; `route` is undefined for those that none is for. */
export interface ChosenRoute {
  readonly destination: Cidr;
  readonly route: RouteEntry | undefined;
}

/** Those that share what is sent. */
function lowest(routes: readonly RouteEntry[]): RouteEntry[] {
  const rank = Math.min(...routes.map((route) => route.rank));
  return routes.filter((route) => route.rank === rank);
}

/** The longest prefix wins; of equal ones, the lowest rank, which several may have. Routes to a part of a range win for that part. */
export function chooseRoutes(routes: readonly RouteEntry[], to: Cidr): ChosenRoute[] {
  const covering = routes.filter(({ destination }) => contains(destination, to));
  const longest = Math.max(...covering.map(({ destination }) => prefixLengthOf(destination)));
  const winners = lowest(covering.filter(({ destination }) => prefixLengthOf(destination) === longest));
  const inside = routes.filter(({ destination }) => destination !== to && contains(to, destination));
  const parts = [...groupBy(inside, ({ destination }) => destination)].flatMap(([destination, some]) =>
    lowest(some).map((route) => ({ destination, route })),
  );
  const isWhole =
    parts.length > 0 &&
    subtract(
      [to],
      parts.map(({ destination }) => destination),
    ).length === 0;
  if (isWhole) return parts;
  const all = winners.length === 0 ? [undefined] : winners;
  return [...all.map((route) => ({ destination: to, route })), ...parts];
}
