import { familyOf, isInCluster, isWholeCluster, isWholeOrMore, overlap } from './reference-cidr.ts';
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

type Network = Pick<GroundTruth, 'routes' | 'tables'>;

/** Whether a route may be a node's reservation, in any of the tables. */
const mayReserve = ({ tables }: Network, route: ActualRoute): boolean =>
  !route.foreign &&
  route.isMisdirected !== true &&
  tables.includes(route.table) &&
  isInCluster(route.destination) &&
  !isWholeCluster(route.destination);

/** Whether another node has a part of `range`, or the whole, with a better right to it. */
const isTaken = ({ routes, tables }: Network, node: ActualInstance, range: string): boolean =>
  routes.some((route) => {
    const { table, destination, holder } = route;
    if (!tables.includes(table) || !comesBefore(route, node)) return false;
    return destination === range || (holder?.claim.isRequest !== true && overlap(destination, range));
  });

/** Whether no route of the first table is in the way of a reservation: of two that ask, either gives up its own. */
function isClear(network: Network, node: ActualInstance, range: string): boolean {
  const first = firstTable(network);
  const isAskers = (route: ActualRoute) =>
    mayReserve(network, route) && route.holder?.claim.isRequest === true && route.holder.id !== node.id;
  return !network.routes.some(
    (route) =>
      route.table === first &&
      (route.isLikeReservation === true || isAskers(route)) &&
      !isWholeOrMore(route.destination) &&
      route.destination !== range &&
      overlap(route.destination, range),
  );
}

/**
 * The ranges to which a node has routes by podroutes: those of the first table, or else of the others. If another route that
 * may be a node's reservation crosses the only one of a family, those of all families are given up, also where no other is free;
 * one of which another node has a part, or the whole, is given up alone. While the node is stopped it gives up nothing.
 */
function reservedFor(node: ActualInstance, network: Network): string[] {
  const first = firstTable(network);
  const own = network.routes.filter((route) => route.holder?.id === node.id && mayReserve(network, route));
  const kept = own.filter(({ destination }) => !node.isUp || !isTaken(network, node, destination));
  const inFirst = kept.filter(({ table }) => table === first);
  const ranges = [...new Set((inFirst.length > 0 ? inFirst : kept).map(({ destination }) => destination))];
  if (!node.isUp) return ranges;
  const clear = ranges.filter((range) => isClear(network, node, range));
  const isDisputed = ranges.some((range) => !clear.some((other) => familyOf(other) === familyOf(range)));
  return isDisputed ? [] : clear;
}

/**
 * Whether a node that has a route to `range` may be told it: where the first table has none, one must be made there first, which
 * nobody else's route may be in the way of.
 */
export function isReservable(network: Network, node: ActualInstance, range: string): boolean {
  const inTables = network.routes.filter(({ table }) => network.tables.includes(table));
  const isOwn = ({ holder, foreign }: ActualRoute) => !foreign && holder?.id === node.id;
  const first = firstTable(network);
  if (inTables.some((route) => isOwn(route) && route.table === first && route.destination === range)) return true;
  return !inTables.some(
    (route) => !isOwn(route) && !isWholeOrMore(route.destination) && overlap(route.destination, range),
  );
}

/** A node that asks for a range, and has a route, has that range: its claim is then as good as a statement. */
export function withReservations(truth: GroundTruth): GroundTruth {
  const { instances, routes } = truth;
  const byId = new Map(
    instances.map((node) => {
      const { claim } = node;
      if (claim.isRequest !== true) return [node.id, node];
      return [node.id, { ...node, claim: { ...claim, ranges: reservedFor(node, truth) } }];
    }),
  );
  const routesToThem = routes.map((route) => {
    const holder = route.holder && byId.get(route.holder.id);
    return holder === undefined || holder === route.holder ? route : { ...route, holder };
  });
  return { ...truth, instances: [...byId.values()], routes: routesToThem };
}

/** The truth as it would be if the nodes that ask for a range had what they have in `later`: what they were told, or kept reserved. */
export function withAllocations(truth: GroundTruth, later: GroundTruth): GroundTruth {
  const laterById = new Map(later.instances.map((node) => [node.id, node]));
  const byId = new Map(
    truth.instances.map((node) => {
      const claim = node.claim.isRequest === true ? laterById.get(node.id)?.claim : undefined;
      return [node.id, claim === undefined ? node : { ...node, claim }];
    }),
  );
  const routes = truth.routes.map((route) => ({ ...route, holder: route.holder && byId.get(route.holder.id) }));
  return { ...truth, instances: [...byId.values()], routes };
}

/**
 * Whether all that a node which asks has of a family may be others': it is told none of it, and keeps its routes. Beside such a
 * range, one that crosses another node's route counts for nothing.
 */
export function isContested({ instances, routes }: GroundTruth, { id, claim, families }: ActualInstance): boolean {
  if (claim.isRequest !== true) return false;
  const stated = instances.filter((other) => other.claim.isRequest !== true).flatMap((other) => other.claim.ranges);
  const kept = routes.filter(({ holder, foreign }) => !foreign && holder !== undefined && holder.id !== id);
  const isAnothers = (range: string) =>
    stated.some((each) => overlap(each, range)) || kept.some(({ destination }) => destination === range);
  const isCrossed = (range: string) => kept.some(({ destination }) => overlap(destination, range));
  return families.some((family) => {
    const own = claim.ranges.filter((range) => familyOf(range) === family);
    return own.some(isAnothers) && own.every((range) => isAnothers(range) || isCrossed(range));
  });
}
