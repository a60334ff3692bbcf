import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { isNetwork } from '../../../../shared/gcp/names.ts';
import type { InstanceFacts } from '../../doctor/gcp/instances.ts';
import { addressRanges } from '../places/locate.ts';
import type { Machine, Network, Port, Table } from '../model.ts';
import { type Firewalls, gatesOf } from './gates.ts';
import { type NextHop, routeEntryOf } from './route-entries.ts';
import type { Route } from './routes.ts';

interface Parts {
  readonly instances: readonly InstanceFacts[];
  readonly routes: readonly Route[];
  readonly firewalls: Firewalls;
}

const UP = 'RUNNING';

const portId = ({ id }: InstanceFacts, index: number) => `${id}#${index}`;

function nextHopsOf(instance: InstanceFacts, config: GcpConfig): NextHop[] {
  const path = `projects/${config.project}/zones/${instance.zone}/instances/${instance.name}`;
  return instance.interfaces.flatMap(({ network, addresses }, i) =>
    isNetwork(network, config) ? [{ path, isUp: instance.status === UP, port: portId(instance, i), addresses }] : [],
  );
}

/** The routes for what an instance sends: those for all, and those for one of its tags. */
function tableOf({ tags }: InstanceFacts, routes: readonly Route[], hops: readonly NextHop[], network: string): Table {
  const isFor = (route: Route) => (route.tags ?? []).length === 0 || route.tags?.some((tag) => tags.includes(tag));
  const tagged = routes.some((route) => (route.tags ?? []).length > 0) ? `, with the tags ${tags.join(', ')}` : '';
  const mine = routes.filter(isFor).flatMap((route) => routeEntryOf(route, hops));
  return {
    id: network,
    why: `it follows the routes of network ${network}${tags.length === 0 ? '' : tagged}`,
    routes: mine,
  };
}

function portsOf(instance: InstanceFacts, table: Table, firewalls: Firewalls, config: GcpConfig): Port[] {
  const { id, name, canIpForward: forwards, interfaces } = instance;
  const gates = gatesOf(instance, firewalls, config);
  return interfaces.flatMap(({ network, addresses }, i) => {
    if (!isNetwork(network, config)) return [];
    const off = `canIpForward of ${name} is off: packets of addresses that are not its own are dropped`;
    return [
      {
        id: portId(instance, i),
        machine: { id, name },
        addresses: addressRanges(addresses),
        forwards,
        forwarding: { on: `canIpForward of ${name} is on`, off },
        zone: config.network,
        table,
        gates,
      },
    ];
  });
}

/** A network as Compute Engine describes it. */
export function gcpNetwork({ instances, routes, firewalls }: Parts, config: GcpConfig): Network {
  const hops = instances.flatMap((instance) => nextHopsOf(instance, config));
  const machines = instances.map((instance): Machine => {
    const { id, name, status } = instance;
    const table = tableOf(instance, routes, hops, config.network);
    return { id, name, state: status, isUp: status === UP, ports: portsOf(instance, table, firewalls, config) };
  });
  return { machines: machines.filter(({ ports }) => ports.length > 0) };
}
