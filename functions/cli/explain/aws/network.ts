import type { Route } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { InstanceFacts } from '../../doctor/aws/instances.ts';
import { effectiveTable, type RouteTableFacts } from '../../doctor/aws/resources.ts';
import { addressRanges } from '../places/locate.ts';
import type { Machine, Network, Port, RouteEntry, RouteTarget, Table } from '../model.ts';
import { type Filters, gatesOf } from './gates.ts';

type InterfaceFacts = InstanceFacts['interfaces'][number];

/** `stopping`: pods may have ended already. */
const UP = new Set(['pending', 'running']);

/** Whatever field it is in. */
function nextHopOf({ NetworkInterfaceId, InstanceId, ...route }: Route): string {
  const isNoTarget = /^(?:Destination|State$|Origin$|InstanceOwnerId$)/;
  const [gateway] = Object.entries(route).filter(([name, value]) => value !== undefined && !isNoTarget.test(name));
  return NetworkInterfaceId ?? InstanceId ?? gateway?.[1] ?? 'nothing';
}

function targetOf(route: Route, instances: readonly InstanceFacts[]): RouteTarget {
  if (route.GatewayId === 'local') return { kind: 'local' };
  const { NetworkInterfaceId } = route;
  const label = nextHopOf(route);
  const machine = instances.find(({ interfaces }) => interfaces.some(({ id }) => id === NetworkInterfaceId));
  // A stopped target makes a blackhole of the route: then it is the target that is to be told of.
  const isStopped = machine !== undefined && !UP.has(machine.state);
  if (route.State === 'blackhole' && !isStopped) return { kind: 'blackhole', label };
  return NetworkInterfaceId === undefined ? { kind: 'elsewhere', label } : { kind: 'port', port: NetworkInterfaceId };
}

function labelOf(destination: string, target: RouteTarget): string {
  const to = target.kind === 'local' ? 'local' : target.kind === 'port' ? target.port : target.label;
  return `${destination} -> ${to}`;
}

function routeEntryOf(route: Route, instances: readonly InstanceFacts[]): RouteEntry | [] {
  const destination = canonicalCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');
  if (destination === undefined) return [];
  const target = targetOf(route, instances);
  // A created route wins over a propagated one. https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
  const rank = route.Origin === 'EnableVgwRoutePropagation' ? 2 : 1;
  return { destination, rank, target, label: labelOf(destination, target) };
}

function describeUse(subnet: string, { id, subnets, entries }: RouteTableFacts): string {
  const how = subnets.includes(subnet)
    ? `${subnet} is associated with ${id}`
    : `${subnet} has no table of its own and uses ${id}, the main one of its VPC`;
  const lists = entries.flatMap(({ DestinationPrefixListId: list }) => list ?? []);
  return lists.length === 0 ? how : `${how} (its routes to ${lists.join(', ')} are not looked into)`;
}

function portOf(nic: InterfaceFacts, { id, name }: InstanceFacts, table: Table, filters: Filters): Port {
  return {
    id: nic.id,
    machine: { id, name },
    addresses: addressRanges(nic.addresses),
    forwards: !nic.sourceDestCheck,
    forwarding: {
      on: `the source/dest check of ${nic.id} is off`,
      off: `the source/dest check of ${nic.id} is on: it drops packets of addresses that are not its own`,
    },
    zone: nic.subnet,
    table,
    gates: gatesOf(nic.subnet, nic.groups, filters),
  };
}

/** A VPC as EC2 describes it. */
export function awsNetwork(
  instances: readonly InstanceFacts[],
  tables: readonly RouteTableFacts[],
  filters: Filters,
): Network {
  const tableFor = (subnet: string, vpc: string): Table => {
    const table = effectiveTable(subnet, vpc, tables);
    if (table === undefined) return { id: 'no table', why: `${subnet} has no route table`, routes: [] };
    const routes = table.entries.flatMap((route) => routeEntryOf(route, instances));
    return { id: table.id, why: describeUse(subnet, table), routes };
  };
  const bySubnet = new Map<string, Table>();
  const portsOf = (instance: InstanceFacts) =>
    instance.interfaces
      .toSorted((a, b) => Number(b.id === instance.primary?.id) - Number(a.id === instance.primary?.id))
      .map((nic) => {
        const table = bySubnet.get(nic.subnet) ?? tableFor(nic.subnet, instance.vpc);
        bySubnet.set(nic.subnet, table);
        return portOf(nic, instance, table, filters);
      });
  const machines = instances.map((instance): Machine => {
    const { id, name, state } = instance;
    return { id, name, state, isUp: UP.has(state), ports: portsOf(instance) };
  });
  return { machines };
}
