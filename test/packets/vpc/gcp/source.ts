import type { Instance, LocalGce, Route } from '../../../../infra/local/gcp.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import type { Port, RouteEntry, VpcModel, VpcSource } from '../model.ts';
import { firewallFilters } from './firewalls.ts';

/** A network of the local Compute Engine. */
export function gceSource({ backend }: LocalGce, network: string): VpcSource {
  const read = (): VpcModel => {
    const path = `projects/${backend.project}/global/networks/${network}`;
    const routes = backend.routesOf(network);
    const members = backend.instances().flatMap((instance) => portsOf(instance, path, routes));
    const ports = members.map(({ port }) => port);
    return {
      ports,
      tables: new Map(members.map(({ port, tags }) => [port.table, entriesFor(tags, routes, ports)])),
      filters: firewallFilters(backend.state.firewalls.values(), path, members),
    };
  };
  return { read, onWrite: (listener) => backend.onWrite(listener) };
}

export interface TaggedPort {
  readonly port: Port;
  readonly tags: readonly string[];
}

function portsOf(instance: Instance, network: string, routes: readonly Route[]): TaggedPort[] {
  const { path, status, canIpForward, tags } = instance;
  const known = new Set(routes.flatMap((route) => route.tags));
  return instance.nics.flatMap((nic, index) => {
    if (nic.network !== network) return [];
    const port = {
      id: `${path}#${index}`,
      instance: path,
      index,
      addresses: nic.ipv6 === undefined ? [nic.ip] : [nic.ip, nic.ipv6],
      isUp: status === 'RUNNING',
      forwards: canIpForward,
      // Instances with the same tags have the same routes.
      table: `tags ${tags
        .filter((tag) => known.has(tag))
        .sort()
        .join(' ')}`,
    };
    return { port, tags };
  });
}

/** The routes for instances with these tags. */
function entriesFor(tags: readonly string[], routes: readonly Route[], ports: readonly Port[]): RouteEntry[] {
  const mine = routes.filter((route) => route.tags.length === 0 || route.tags.some((tag) => tags.includes(tag)));
  return [...groupBy(mine, ({ destRange, priority }) => `${destRange} ${priority}`).values()].flatMap((equal) =>
    entryOf(equal, ports),
  );
}

/** Equal routes share what is sent. Next hops that do not run are left out, and only if there is no other it is a blackhole. */
function entryOf(equal: readonly Route[], ports: readonly Port[]): RouteEntry | [] {
  const [first] = equal;
  if (first === undefined) return [];
  const { destRange: destination, priority } = first;
  if (first.origin === 'subnet') return { destination, metric: 1, target: { kind: 'local' } };
  const hops = equal.flatMap((route) => hopsOf(route, ports));
  if (hops.length > 0) return { destination, metric: priority + 1, target: { kind: 'ports', ports: hops } };
  const last = 2 ** 17;
  const isGateway = first.nextHop.field === 'nextHopGateway';
  return { destination, metric: isGateway ? priority + 1 : last + priority, target: { kind: 'nowhere' } };
}

function hopsOf({ nextHop: { field, value } }: Route, ports: readonly Port[]): string[] {
  const isHop = ({ addresses, instance }: Port) =>
    (field === 'nextHopIp' && addresses.includes(value)) || (field === 'nextHopInstance' && instance === value);
  const [hop] = ports.filter((port) => port.isUp && isHop(port));
  return hop === undefined ? [] : [hop.id];
}
