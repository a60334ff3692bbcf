import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { partsOfLink } from '../../../../shared/gcp/names.ts';
import { parseRouteDescription } from '../../../../shared/gcp/routes/route-description.ts';
import type { RestClient } from './rest-client.ts';

const Routes = z.object({
  items: z.optional(
    z.array(
      z.object({
        name: z.string(),
        description: z.optional(z.string()),
        destRange: z.optional(z.string()),
        network: z.string(),
        nextHopGateway: z.optional(z.string()),
        nextHopNetwork: z.optional(z.string()),
        nextHopPeering: z.optional(z.string()),
        routeType: z.optional(z.string()),
      }),
    ),
  ),
  nextPageToken: z.optional(z.string()),
});

/** A route of the network that counts as static: not those of subnets, peerings and routers. */
export interface StaticRoute {
  readonly name: string;
  readonly destination: string;
  /** The cluster and the instance that podroutes made it for. */
  readonly marker: { readonly cluster: string; readonly instanceId: string } | undefined;
  readonly leadsToGateway: boolean;
}

export async function listStaticRoutes(
  rest: RestClient,
  { network, networkProject }: GcpConfig,
): Promise<StaticRoute[]> {
  const pages = await rest.list({
    api: 'compute',
    path: `projects/${networkProject}/global/routes`,
    query: { maxResults: '500' },
    schema: Routes,
    permission: 'compute.routes.list',
  });
  return pages
    .flatMap(({ items = [] }) => items)
    .filter((route) => partsOfLink(route.network).name === network)
    .filter((route) => (route.routeType ?? 'STATIC') === 'STATIC' && !route.nextHopNetwork && !route.nextHopPeering)
    .map(({ name, destRange: destination = '', description, nextHopGateway }) => ({
      name,
      destination,
      marker: parseRouteDescription(description),
      leadsToGateway: nextHopGateway !== undefined,
    }));
}
