import { familyOf, isInCluster, isWholeCluster, overlap } from './reference-cidr.ts';
import { type ActualInstance, type ActualRoute, earlier, type GroundTruth } from './ground-truth.ts';

/** The table whose routes reserve ranges. */
export const firstTable = ({ tables }: Pick<GroundTruth, 'tables'>): string => tables.toSorted()[0] ?? '';

/** Whether a route leads to its holder, which has a better right to the destination than `node`: it states it, or asks and came earlier. */
function comesBefore(route: ActualRoute, node: ActualInstance): boolean {
  const { holder, foreign, isForeignButRight, destination, nextHop } = route;
  if (holder === undefined || holder.id === node.id || nextHop !== holder.nextHopFor(destination)) return false;
  if (holder.claim.isRequest === true) return !foreign && earlier(holder, node) < 0;
  return (!foreign || isForeignButRight === true) && holder.claim.ranges.includes(destination);
}

/**
 * The ranges to which a node has routes by podroutes: those of the first table, or else of the others. If another route that
 * may be a node's reservation crosses the only one of a family, those of all families are given up, also where no other is free;
 * one of which another node has a part, or the whole, is given up alone.
 */
function reservedFor(
  node: ActualInstance,
  routes: readonly ActualRoute[],
  { tables }: Pick<GroundTruth, 'tables'>,
): string[] {
  const first = firstTable({ tables });
  // Of two that ask and are in each other's way, either gives up its own when it is about to be told it.
  const mayReserve = ({ foreign, isMisdirected, table, destination }: ActualRoute) =>
    !foreign &&
    isMisdirected !== true &&
    tables.includes(table) &&
    isInCluster(destination) &&
    !isWholeCluster(destination);
  const isAnotherAskers = (route: ActualRoute) =>
    mayReserve(route) && route.holder?.claim.isRequest === true && route.holder.id !== node.id;
  const crossing = routes.filter(
    (route) => route.table === first && (route.isLikeReservation === true || isAnotherAskers(route)),
  );
  const anothers = routes.filter((route) => tables.includes(route.table) && comesBefore(route, node));
  const isTaken = (range: string) =>
    anothers.some(
      ({ destination, holder }) =>
        destination === range || (holder?.claim.isRequest !== true && overlap(destination, range)),
    );
  const isClear = (range: string) =>
    !crossing.some(({ destination }) => destination !== range && overlap(destination, range));
  const own = routes.filter(
    (route) => route.holder?.id === node.id && mayReserve(route) && !(node.isUp && isTaken(route.destination)),
  );
  const inFirst = own.filter(({ table }) => table === first);
  const ranges = [...new Set((inFirst.length > 0 ? inFirst : own).map(({ destination }) => destination))];
  // While it is stopped it is told nothing, and gives up nothing.
  if (!node.isUp) return ranges;
  const clear = ranges.filter(isClear);
  const isDisputed = ranges.some((range) => !clear.some((other) => familyOf(other) === familyOf(range)));
  return isDisputed ? [] : clear;
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

/** Whether all that a node which asks has of a family may be others': it is told none of it, and keeps its routes. */
export function isContested({ instances, routes }: GroundTruth, { id, claim, families }: ActualInstance): boolean {
  if (claim.isRequest !== true) return false;
  const stated = instances.filter((other) => other.claim.isRequest !== true).flatMap((other) => other.claim.ranges);
  const kept = routes.filter(({ holder, foreign }) => !foreign && holder !== undefined && holder.id !== id);
  const isAnothers = (range: string) =>
    stated.some((each) => overlap(each, range)) || kept.some(({ destination }) => destination === range);
  return families.some((family) => {
    const own = claim.ranges.filter((range) => familyOf(range) === family);
    return own.length > 0 && own.every(isAnothers);
  });
}
