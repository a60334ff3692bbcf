import { isInCluster, isWholeCluster, overlap } from './reference-cidr.ts';
import type { ActualInstance, ActualRoute, GroundTruth } from './ground-truth.ts';

/** The table whose routes reserve ranges. */
export const firstTable = ({ tables }: Pick<GroundTruth, 'tables'>): string => tables.toSorted()[0] ?? '';

/**
 * The ranges to which a node has routes by podroutes: those of the first table, or else of the others. One that another route
 * crosses which may be a node's reservation is given up, also where no other is free.
 */
function reservedFor(
  node: ActualInstance,
  routes: readonly ActualRoute[],
  { tables }: Pick<GroundTruth, 'tables'>,
): string[] {
  const first = firstTable({ tables });
  const rivals = routes.filter(({ table, isLikeReservation }) => table === first && isLikeReservation === true);
  const own = routes.filter(
    ({ holder, foreign, isMisdirected, table, destination }) =>
      holder?.id === node.id &&
      !foreign &&
      isMisdirected !== true &&
      tables.includes(table) &&
      isInCluster(destination) &&
      !isWholeCluster(destination) &&
      !rivals.some((rival) => rival.destination !== destination && overlap(rival.destination, destination)),
  );
  const inFirst = own.filter(({ table }) => table === first);
  return [...new Set((inFirst.length > 0 ? inFirst : own).map(({ destination }) => destination))];
}

/** A node that asks for a range, and has a route, has that range: its claim is then as good as a statement. */
export function withReservations(truth: GroundTruth): GroundTruth {
  const { instances, routes } = truth;
  const byId = new Map(
    instances.map((node) => {
      const { claim } = node;
      if (claim.isRequest !== true) return [node.id, node];
      return [node.id, { ...node, claim: { ...claim, ranges: reservedFor(node, routes, truth) } }];
    }),
  );
  const routesToThem = routes.map((route) => {
    const holder = route.holder && byId.get(route.holder.id);
    return holder === undefined || holder === route.holder ? route : { ...route, holder };
  });
  return { ...truth, instances: [...byId.values()], routes: routesToThem };
}

/** The truth as it would be if the nodes that ask for a range stated what they say in `later`. */
export function withTold(truth: GroundTruth, later: GroundTruth): GroundTruth {
  const laterById = new Map(later.instances.map((node) => [node.id, node]));
  const byId = new Map(
    truth.instances.map((node) => {
      const told = laterById.get(node.id)?.claim;
      const isTold = node.claim.isRequest === true && told !== undefined && told.isRequest !== true;
      return [node.id, isTold ? { ...node, claim: told } : node];
    }),
  );
  const routes = truth.routes.map((route) => ({ ...route, holder: route.holder && byId.get(route.holder.id) }));
  return { ...truth, instances: [...byId.values()], routes };
}
