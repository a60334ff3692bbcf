import { groupBy } from '../model/group-by.ts';
import type { Cidr } from '../model/ranges/cidr.ts';
import type { Instance } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Evaluation, RouteDecision } from './evaluate.ts';

/** Foreign routes that do what ours would do, so that ours can take their place. */
export interface Adoption {
  readonly table: string;
  readonly destination: Cidr;
  readonly node: Instance;
  readonly theirs: readonly Route[];
  /** Ours, if it is there already. */
  readonly ours?: Route;
}

function adoptionOf({ claims }: Evaluation, decisions: readonly RouteDecision[]): Adoption[] {
  const [first] = decisions;
  if (first === undefined) return [];
  const { table, destination } = first;
  // Where several want the range, or a route is wrong or in doubt, nobody's route is taken away.
  const isSettled = decisions.every(
    ({ action, current }) => action.kind === 'keep' && current?.route.state === 'active',
  );
  const [node, ...rivals] = claims.accepted.get(destination) ?? [];
  if (!isSettled || node?.state !== 'running' || rivals.length > 0) return [];
  const routesOf = (kind: 'claimant' | 'foreign-claimant') =>
    decisions.flatMap(({ current }) => (current?.owner.kind === kind ? [current.route] : []));
  const theirs = routesOf('foreign-claimant');
  const [ours] = routesOf('claimant');
  return theirs.length === 0 ? [] : [{ table, destination, node, theirs, ...(ours === undefined ? {} : { ours }) }];
}

/** Foreign routes that `adopt` may take over: each leads to the one node that claims its range, and nothing contradicts it. */
export function adoptableRoutes(evaluation: Evaluation): Adoption[] {
  const groups = groupBy(evaluation.decisions, ({ table, destination }) => `${table} ${destination}`);
  return [...groups.values()].flatMap((decisions) => adoptionOf(evaluation, decisions));
}

/** Foreign routes to the node that claims their range that `adopt` leaves, since not everything about them is right. */
export function refusedAdoptions(evaluation: Evaluation): { readonly route: Route; readonly node: Instance }[] {
  const adoptable = new Set(adoptableRoutes(evaluation).flatMap(({ theirs }) => theirs));
  return evaluation.decisions.flatMap(({ current }) => {
    if (current?.owner.kind !== 'foreign-claimant' || adoptable.has(current.route)) return [];
    return [{ route: current.route, node: current.owner.node }];
  });
}
