import { pathOfLink } from '../../../../shared/gcp/names.ts';
import { nextHopName } from '../../../../shared/gcp/routes/next-hop.ts';
import { canonicalCidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { RouteEntry, RouteTarget } from '../model.ts';
import type { Route } from './routes.ts';

/** A VM as routes may name it. */
export interface NextHop {
  /** `projects/P/zones/Z/instances/NAME` */
  readonly path: string;
  readonly isUp: boolean;
  /** Its interface in the network. */
  readonly port: string;
  readonly addresses: readonly string[];
}

/** Behind all priorities. */
const LAST = 2 ** 17;

/** The VM that a route leads to: where an address has moved, the one that runs. */
function hopOf({ nextHopInstance, nextHopIp }: Route, hops: readonly NextHop[]): NextHop | undefined {
  const named = hops.filter(
    ({ path, addresses }) =>
      (nextHopInstance !== undefined && path === pathOfLink(nextHopInstance)) ||
      (nextHopIp !== undefined && addresses.includes(nextHopIp)),
  );
  return named.find(({ isUp }) => isUp) ?? named[0];
}

function targetOf(route: Route, hop: NextHop | undefined): RouteTarget {
  if (route.nextHopNetwork !== undefined) return { kind: 'local' };
  if (hop !== undefined) return { kind: 'port', port: hop.port };
  const label = nextHopName(route);
  const isInstance = route.nextHopInstance !== undefined || route.nextHopIp !== undefined;
  return { kind: isInstance ? 'blackhole' : 'elsewhere', label };
}

/** A route for people and to choose by. One whose next hop does not run is left out where another has its destination. */
export function routeEntryOf(route: Route, hops: readonly NextHop[]): RouteEntry | [] {
  const destination = canonicalCidr(route.destRange ?? '');
  if (destination === undefined) return [];
  const { name, priority = 1000 } = route;
  const hop = hopOf(route, hops);
  const target = targetOf(route, hop);
  const isDead = target.kind === 'blackhole' || (target.kind === 'port' && hop?.isUp !== true);
  const rank = target.kind === 'local' ? 0 : (isDead ? LAST : 1) + priority;
  const label = `route ${name} (${destination} -> ${nextHopName(route)}, priority ${priority})`;
  return { destination, rank, target, label, name };
}
