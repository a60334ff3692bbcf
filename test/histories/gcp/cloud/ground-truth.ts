import { GCP_TUTORIAL, type LocalGce } from '../../../../infra/local/gcp.ts';
import { type Family, familyOf } from '../../oracle/reference-cidr.ts';
import { withReservations } from '../../oracle/reservations.ts';
import { limitedToFamilies, claimSampleOf } from '../../generate/claim-samples.ts';
import type { ActualInstance, ActualRoute, GroundTruth } from '../../oracle/ground-truth.ts';
import { routeNameFor } from './fixture.ts';

type World = LocalGce['backend'];
type GceInstance = ReturnType<World['instances']>[number];
type GceRoute = ReturnType<World['routesOf']>[number];

const UP: ReadonlySet<string> = new Set(['PROVISIONING', 'STAGING', 'RUNNING', 'REPAIRING']);

const nameOf = (path: string) => path.split('/').at(-1) ?? '';

function toInstance(instance: GceInstance, world: World): ActualInstance[] {
  const nic = instance.nics.find(({ network }) => nameOf(network) === GCP_TUTORIAL.network);
  if (nic === undefined) return [];
  const says = instance.metadata.items.find(({ key }) => key === 'pod-cidr')?.value;
  const nextHopFor = (destination: string) => (familyOf(destination) === 'ipv4' ? nic.ip : (nic.ipv6 ?? 'none'));
  const families: Family[] = nic.ipv6 === undefined ? ['ipv4'] : ['ipv4', 'ipv6'];
  const { id, created: launchedAt, status } = instance;
  const claim = limitedToFamilies(claimSampleOf(says), new Set(families));
  const isAnotherClusters = [...world.state.routes.values()].some((route) => isRouteOfAnother(route, id, nextHopFor));
  return [{ id, launchedAt, status, isUp: UP.has(status), claim, families, isAnotherClusters, nextHopFor }];
}

const MARKER = /^podroutes cluster=(\S+) node=\S+ instance=(\d+)$/;

function isRouteOfAnother(
  { description = '', network, destRange, nextHop, tags }: GceRoute,
  id: string,
  nextHopFor: (destination: string) => string,
): boolean {
  const [, cluster, instance] = MARKER.exec(description) ?? [];
  if (instance !== id || cluster === GCP_TUTORIAL.network || nameOf(network) !== GCP_TUTORIAL.network) return false;
  return tags.length === 0 && nextHop.value === nextHopFor(destRange);
}

const leadsToInstance = ({ nextHop }: GceRoute) => nextHop.field === 'nextHopIp' || nextHop.field === 'nextHopInstance';

/** Ours are those with our mark, and those made by the tutorial's command: its name, for all instances. */
function ownerOf(route: GceRoute): { instance?: string } | undefined {
  const { description = '', path, destRange, tags } = route;
  if (!leadsToInstance(route)) return undefined;
  const [, cluster, instance = ''] = MARKER.exec(description) ?? [];
  if (cluster !== undefined) return cluster === GCP_TUTORIAL.network ? { instance } : undefined;
  return nameOf(path) === routeNameFor(destRange) && tags.length === 0 ? {} : undefined;
}

function toRoute(route: GceRoute, world: World, instances: readonly ActualInstance[]): ActualRoute {
  const { path, destRange: destination, nextHop } = route;
  const owned = ownerOf(route);
  const named = nextHop.field === 'nextHopInstance' ? world.state.instances.get(nextHop.value)?.id : owned?.instance;
  const byId = instances.find(({ id }) => id === named);
  const atAddress = instances.find((each) => each.nextHopFor(destination) === nextHop.value);
  // An address may serve another by now; it counts as the other's route only if the other wants it.
  const claimant = [atAddress, byId].find((each) => each?.claim.ranges.includes(destination));
  const isWanted = named === undefined || atAddress?.claim.refusedRanges?.includes(destination) === true;
  const holder = claimant ?? (isWanted ? atAddress : byId);
  return {
    record: route,
    key: nameOf(path),
    table: nameOf(route.network),
    destination,
    nextHop: nextHop.field === 'nextHopInstance' && byId !== undefined ? byId.nextHopFor(destination) : nextHop.value,
    foreign: owned === undefined,
    isForeignButRight: owned === undefined && leadsToInstance(route) && route.tags.length === 0,
    holder,
    isMisdirected:
      nextHop.field === 'nextHopIp' && holder !== undefined && holder.nextHopFor(destination) !== nextHop.value,
    createdFor: named,
  };
}

/** What is true of the project, read from its state and not through its API. */
export function groundTruthOf(world: World, maskSizes: GroundTruth['maskSizes']): GroundTruth {
  const instances = world.instances().flatMap((each) => toInstance(each, world));
  const routesTo = (wanting: readonly ActualInstance[]) =>
    [...world.state.routes.values()].map((route) => toRoute(route, world, wanting));
  const truth = { tables: [GCP_TUTORIAL.network], maskSizes, instances };
  // A node that asks wants what it has by a route, and so every route to its address with that destination.
  const { instances: wanting } = withReservations({ ...truth, routes: routesTo(instances) });
  return withReservations({ ...truth, routes: routesTo(wanting) });
}
