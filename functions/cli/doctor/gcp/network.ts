import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { partsOfLink } from '../../../../shared/gcp/names.ts';
import { type Finding, finding } from '../model.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import { gcloud } from './command.ts';
import type { Rest } from './rest.ts';

const Networks = z.object({
  items: z.optional(
    z.array(
      z.object({ id: z.string(), name: z.string(), networkFirewallPolicyEnforcementOrder: z.optional(z.string()) }),
    ),
  ),
  nextPageToken: z.optional(z.string()),
});

export interface Network {
  readonly id: string;
  readonly name: string;
  /** Whether policies of the network are asked before or after its firewall rules. */
  readonly order: string | undefined;
}

/** All networks of the project that routes are in. */
export async function listNetworks(rest: Rest, { networkProject }: GcpConfig): Promise<Network[]> {
  const pages = await rest.list({
    api: 'compute',
    path: `projects/${networkProject}/global/networks`,
    schema: Networks,
    permission: 'compute.networks.list',
  });
  return pages.flatMap(({ items = [] }) =>
    items.map(({ id, name, networkFirewallPolicyEnforcementOrder: order }) => ({ id, name, order })),
  );
}

/** Whether the network is there; where it is not, another one may have been meant. */
export function judgeNetwork(config: GcpConfig, networks: readonly Network[], podroutes: PodroutesCommand): Finding[] {
  const { network, networkProject } = config;
  if (networks.some(({ name }) => name === network)) return [];
  const [only, ...more] = networks;
  const names = networks.map(({ name }) => name).join(', ') || 'none at all';
  const what = `project ${networkProject} has no network ${network}; it has ${names}`;
  const mend =
    only !== undefined && more.length === 0
      ? podroutes('plan', { NETWORK: only.name })
      : gcloud(networkProject, 'compute', 'networks', 'list');
  return [finding('network-not-found', { subject: network, what, mend })];
}

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

const Points = z.object({
  timeSeries: z.optional(
    z.array(z.object({ points: z.array(z.object({ value: z.object({ int64Value: z.optional(z.string()) }) })) })),
  ),
});

/** The routes of the network that count as static: neither its subnets' nor those that peerings and routers bring. */
export async function countStaticRoutes(rest: Rest, { network, networkProject }: GcpConfig): Promise<number> {
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

const DAY = 24 * 60 * 60 * 1000;

/** The newest value of a metric within a day; undefined where Monitoring has none. */
export async function latestPoint(
  rest: Rest,
  project: string,
  filter: string,
  now: number,
): Promise<number | undefined> {
  const found = await rest.get({
    api: 'monitoring',
    path: `projects/${project}/timeSeries`,
    query: {
      filter,
      'interval.startTime': new Date(now - DAY).toISOString(),
      'interval.endTime': new Date(now).toISOString(),
    },
    schema: Points,
    permission: 'monitoring.timeSeries.list',
  });
  const values = (found?.timeSeries ?? []).flatMap(({ points }) => points[0]?.value.int64Value ?? []);
  return values.length === 0 ? undefined : Math.max(...values.map(Number));
}

/** How many static routes a network may have. https://cloud.google.com/vpc/docs/quota#per_network */
export function staticRouteLimit(rest: Rest, project: string, networkId: string, now: number) {
  const metric = 'compute.googleapis.com/quota/static_routes_per_vpc_network/limit';
  return latestPoint(rest, project, `metric.type="${metric}" AND resource.labels.network_id="${networkId}"`, now);
}
