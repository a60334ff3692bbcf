import { latestMetricValue } from './monitoring.ts';
import type { RestClient } from './rest-client.ts';

/** How many static routes a network may have. https://cloud.google.com/vpc/docs/quota#per_network */
export function staticRouteLimit(rest: RestClient, project: string, networkId: string, now: number) {
  const metric = 'compute.googleapis.com/quota/static_routes_per_vpc_network/limit';
  return latestMetricValue(rest, project, `metric.type="${metric}" AND resource.labels.network_id="${networkId}"`, now);
}
