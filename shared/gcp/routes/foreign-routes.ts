import type { GceRoute } from './route-reads.ts';
import type { Cidr } from '../../reconcile/model/cidr.ts';
import type { GcpConfig } from '../config.ts';
import { parseRouteDescription } from './route-description.ts';
import { printable } from '../../reconcile/model/printable-text.ts';
import { routeName } from './route-name.ts';

/**
 * Ours are the routes that bear this cluster's marker, and those made by hand after the tutorial: its name for exactly this
 * range, for all instances of the network. Everything else is foreign.
 */
export function ownershipOf(route: GceRoute, destination: Cidr, config: GcpConfig): { readonly instanceId?: string } | string {
  const description = parseRouteDescription(route.description);
  if (description?.cluster === config.cluster.name) return { instanceId: description.instanceId };
  if (description !== undefined) return `route ${route.name} of cluster ${printable(description.cluster)}`;
  const isTutorialRoute = route.name === routeName(destination) && (route.tags ?? []).length === 0;
  return isTutorialRoute ? {} : `route ${route.name}, which podroutes did not make`;
}
