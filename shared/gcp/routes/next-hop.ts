import type { GceRoute } from './route-reads.ts';
import { partsOfLink, pathOfLink } from '../api/resource-links.ts';
import type { Cidr } from '../../reconcile/model/cidr.ts';
import type { GcpConfig } from '../config.ts';
import type { NextHop } from '../../reconcile/model/route.ts';
import { ownershipOf } from './foreign-routes.ts';

/** Instance id by `zones/Z/instances/NAME`, for routes that name an instance. */
export type InstanceIdByPath = ReadonlyMap<string, string>;

/** Where a route leads, by the last part of its name. */
function targetOf(route: GceRoute): string {
  const link = route.nextHopGateway ?? route.nextHopInstance ?? route.nextHopNetwork ?? route.nextHopPeering;
  return route.nextHopIp ?? partsOfLink(link ?? route.nextHopIlb ?? route.nextHopVpnTunnel).name;
}

export function toNextHop(route: GceRoute, destination: Cidr, config: GcpConfig, idByPath: InstanceIdByPath): NextHop {
  const { nextHopIp, nextHopInstance } = route;
  const owned = ownershipOf(route, destination, config);
  if (typeof owned === 'string') return { kind: 'foreign', description: owned, target: targetOf(route) };
  if (nextHopInstance) {
    const path = pathOfLink(nextHopInstance).replace(/^projects\/[^/]+\//, '');
    return { kind: 'instance', instanceId: idByPath.get(path) ?? path };
  }
  if (!nextHopIp) return { kind: 'foreign', description: `route ${route.name} to another kind of next hop` };
  return { kind: 'instance', targetId: nextHopIp, ...owned };
}
