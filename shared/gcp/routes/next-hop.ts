import type { GceRoute } from './route-reads.ts';
import type { Cidr } from '../../reconcile/model/ranges/cidr.ts';
import type { GcpConfig } from '../config.ts';
import { parseRouteDescription } from './route-description.ts';
import { printable } from '../../reconcile/model/text/printable-text.ts';
import { routeName, alternateRouteName } from './route-name.ts';
import { partsOfLink, pathOfLink } from '../names.ts';
import type { InstanceTarget, NextHop } from '../../reconcile/model/route.ts';

/**
 * Ours are the routes with this cluster's description, and those with a name that we give for exactly this range, without tags:
 * the tutorial's are made by hand. All others are foreign; the string says whose they are.
 */
function ownershipOf(route: GceRoute, destination: Cidr, config: GcpConfig): { readonly instanceId?: string } | string {
  const description = parseRouteDescription(route.description);
  if (description?.cluster === config.cluster.name) return { instanceId: description.instanceId };
  if (description !== undefined) return `route ${route.name} of cluster ${printable(description.cluster)}`;
  const hasOurName = route.name === routeName(destination) || route.name === alternateRouteName(destination, config);
  return hasOurName && !hasTags(route) ? {} : `route ${route.name}, which podroutes did not make`;
}

/** It is a route only for the instances with its tags. */
const hasTags = ({ tags }: GceRoute) => (tags ?? []).length > 0;

/** Instance id by `zones/Z/instances/NAME`, for routes that name an instance. */
export type InstanceIdByPath = ReadonlyMap<string, string>;

/** Where a route may lead, of which it has one. https://cloud.google.com/compute/docs/reference/rest/v1/routes */
const NEXT_HOP_FIELDS = [
  'nextHopIp',
  'nextHopInstance',
  'nextHopGateway',
  'nextHopPeering',
  'nextHopIlb',
  'nextHopVpnTunnel',
  'nextHopHub',
  'nextHopInterconnectAttachment',
  'nextHopNetwork',
] as const;

type NextHopField = (typeof NEXT_HOP_FIELDS)[number];

/** The next hop of a route of any kind, without the project and location in its link. */
export function nextHopName(route: { readonly [Field in NextHopField]?: string | null | undefined }): string {
  const link = NEXT_HOP_FIELDS.map((field) => route[field]).find((value) => value);
  return partsOfLink(link).name || '-';
}

/** `zones/Z/instances/NAME` */
const instancePath = (link: string) => pathOfLink(link).replace(/^projects\/[^/]+\//, '');

/** The instance that a foreign route leads to; undefined where that is something else, or only some packets go there. */
function foreignTarget(
  route: GceRoute,
  { project }: GcpConfig,
  idByPath: InstanceIdByPath,
): InstanceTarget | undefined {
  const { nextHopIp, nextHopInstance } = route;
  if (hasTags(route)) return undefined;
  if (!nextHopInstance) return nextHopIp ? { targetId: nextHopIp } : undefined;
  const instanceId =
    partsOfLink(nextHopInstance).project === project ? idByPath.get(instancePath(nextHopInstance)) : undefined;
  return instanceId === undefined ? undefined : { instanceId };
}

/** Whom a route leads to; `foreign` is whatever podroutes must not touch. */
export function toNextHop(route: GceRoute, destination: Cidr, config: GcpConfig, idByPath: InstanceIdByPath): NextHop {
  const { nextHopIp, nextHopInstance } = route;
  const ownership = ownershipOf(route, destination, config);
  if (typeof ownership === 'string') {
    const instance = foreignTarget(route, config, idByPath);
    const target = nextHopName(route);
    const marker = parseRouteDescription(route.description);
    return {
      kind: 'foreign',
      description: ownership,
      target,
      ...(instance === undefined ? {} : { instance }),
      ...(marker === undefined ? {} : { cluster: { name: printable(marker.cluster), instanceId: marker.instanceId } }),
    };
  }
  if (nextHopInstance) {
    const path = instancePath(nextHopInstance);
    return { kind: 'instance', instanceId: idByPath.get(path) ?? path };
  }
  if (!nextHopIp) {
    const description = `route ${route.name} to another kind of next hop`;
    return { kind: 'foreign', description, target: nextHopName(route) };
  }
  return { kind: 'instance', targetId: nextHopIp, ...ownership };
}
