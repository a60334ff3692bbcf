import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { isNetwork } from '../../../../shared/gcp/names.ts';
import type { RestClient } from '../../doctor/gcp/rest-client.ts';

const text = z.optional(z.string());

const Route = z.object({
  name: z.string(),
  network: z.string(),
  destRange: text,
  priority: z.optional(z.number()),
  tags: z.optional(z.array(z.string())),
  nextHopInstance: text,
  nextHopIp: text,
  nextHopNetwork: text,
  nextHopGateway: text,
  nextHopPeering: text,
  nextHopIlb: text,
  nextHopVpnTunnel: text,
  nextHopHub: text,
  nextHopInterconnectAttachment: text,
});

const Page = z.object({ items: z.optional(z.array(Route)), nextPageToken: text });

export type Route = z.infer<typeof Route>;

/** All routes of the network, those of its subnets included. */
export async function listRoutes(rest: RestClient, config: GcpConfig): Promise<Route[]> {
  const pages = await rest.list({
    api: 'compute',
    path: `projects/${config.networkProject}/global/routes`,
    query: { maxResults: '500' },
    schema: Page,
    permission: 'compute.routes.list',
  });
  return pages.flatMap(({ items = [] }) => items).filter(({ network }) => isNetwork(network, config));
}
