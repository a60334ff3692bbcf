import type { State } from '../gce/backend/state.ts';
import type { GcpServices } from './model.ts';
import { gauge } from './resource-json.ts';

const UNDELIVERED = 'pubsub.googleapis.com/subscription/num_undelivered_messages';
const LIMIT = 'compute.googleapis.com/quota/static_routes_per_vpc_network/limit';

const quoted = (filter: string, field: string) => new RegExp(`${field}\\s*=\\s*"([^"]+)"`).exec(filter)?.[1];

/** The time series that a filter asks for: of the few metrics that are kept here. */
export function timeSeries(services: GcpServices, state: State, filter: string): object[] {
  const metric = quoted(filter, 'metric\\.type');
  if (metric === LIMIT) {
    const id = quoted(filter, 'resource\\.labels\\.network_id');
    const known = [...state.networks.values()].some((network) => network.id === id);
    return known ? [gauge(LIMIT, state.routeQuota, state.now())] : [];
  }
  if (metric !== UNDELIVERED) return [];
  const name = quoted(filter, 'resource\\.labels\\.subscription_id') ?? '';
  const found = [...services.subscriptions.values()].find(({ path }) => path.endsWith(`/${name}`));
  return found === undefined ? [] : [gauge(UNDELIVERED, found.messages.count(), state.now())];
}
