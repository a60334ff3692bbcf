import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { partsOfLink } from '../../../../shared/gcp/names.ts';
import { latestMetricValue } from './monitoring.ts';
import type { RestClient } from './rest-client.ts';

const Routes = z.object({
  items: z.optional(
    z.array(
      z.object({
        network: z.string(),
        nextHopNetwork: z.optional(z.string()),
        nextHopPeering: z.optional(z.string()),
        routeType: z.optional(z.string()),
      }),
    ),
  ),
  nextPageToken: z.optional(z.string()),
});

/** The routes of the network that count as static: not those of subnets, peerings and routers. */
export async function countStaticRoutes(rest: RestClient, { network, networkProject }: GcpConfig): Promise<number> {
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
    .length;
}

/** How many static routes a network may have. https://cloud.google.com/vpc/docs/quota#per_network */
export function staticRouteLimit(rest: RestClient, project: string, networkId: string, now: number) {
  const metric = 'compute.googleapis.com/quota/static_routes_per_vpc_network/limit';
  return latestMetricValue(rest, project, `metric.type="${metric}" AND resource.labels.network_id="${networkId}"`, now);
}
