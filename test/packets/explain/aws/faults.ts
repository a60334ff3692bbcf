import { partOf, rangeIn } from '../families.ts';
import { pick } from '../pick.ts';
import type { BuiltFleet } from './build.ts';
import { giveAcl, giveGroup } from './filters.ts';
import type { AwsFault } from './fleet.ts';

const hasRoute = ({ backend }: BuiltFleet, table: string, destination: string) =>
  backend.routesOf(table).some((route) => route.destination === destination);

function routeTo(fleet: BuiltFleet, table: string, destination: string, node: number): void {
  const { backend, nodes } = fleet;
  const [nic] = backend.interfacesOf(pick(nodes, node).id);
  if (nic === undefined) return;
  const target = { field: 'networkInterfaceId', id: nic.id } as const;
  if (hasRoute(fleet, table, destination)) backend.replaceRoute(table, destination, target);
  else backend.createRoute(table, destination, target);
}

function deleteRoute(fleet: BuiltFleet, table: string, destination: string): void {
  if (hasRoute(fleet, table, destination)) fleet.backend.deleteRoute(table, destination);
}

/** In the place of a table's id: the subnet is associated with none. */
const MAIN = 'main';

function followTable({ backend }: BuiltFleet, subnet: string, table: string): void {
  const [current] = backend.state.routeTablesBySubnet.find(subnet);
  backend.write(({ routeTables }) => {
    if (current === undefined) return;
    const associations = current.associations.filter(({ subnetId }) => subnetId !== subnet);
    routeTables.put({ ...current, associations });
  });
  if (table !== MAIN) backend.associateRouteTable(table, subnet);
}

function endNode({ backend, nodes }: BuiltFleet, node: number, how: 'stop' | 'terminate'): void {
  const { id } = pick(nodes, node);
  if (backend.instance(id)?.state !== 'running') return;
  backend[how](id);
  backend.settle();
}

/** Does to a fleet what a fault says. */
export function breakAwsFleet(fleet: BuiltFleet, fault: AwsFault): void {
  const { backend, network, tables, nodes, subnets } = fleet;
  switch (fault.kind) {
    case 'route-deleted':
      return deleteRoute(fleet, pick(tables, fault.table), pick(nodes, fault.to).range);
    case 'route-replaced':
      return routeTo(fleet, pick(tables, fault.table), pick(nodes, fault.to).range, fault.by);
    case 'part-routed':
      return routeTo(fleet, pick(tables, fault.table), partOf(pick(nodes, fault.to).range, fault.part), fault.by);
    case 'all-routed':
      return routeTo(fleet, pick(tables, fault.table), rangeIn(fleet.families, fault.range), fault.by);
    case 'gateway-routed': {
      const [table, destination] = [pick(tables, fault.table), partOf(pick(nodes, fault.to).range, fault.part)];
      deleteRoute(fleet, table, destination);
      return backend.createRoute(table, destination, { field: 'gatewayId', id: network.gatewayId });
    }
    case 'propagated': {
      const target = { field: 'gatewayId', id: 'vgw-1' } as const;
      const route = { destination: pick(nodes, fault.to).range, target, origin: 'EnableVgwRoutePropagation' } as const;
      return backend.addForeignRoute(pick(tables, fault.table), route);
    }
    case 'table-of-subnet':
      return followTable(fleet, pick(subnets, fault.subnet), pick([MAIN, ...tables], fault.table));
    case 'check-on': {
      const nics = backend.interfacesOf(pick(nodes, fault.node).id);
      return nics.length === 0 ? undefined : backend.setSourceDestCheck(pick(nics, fault.nic).id, true);
    }
    case 'stopped':
      return endNode(fleet, fault.node, 'stop');
    case 'terminated':
      return endNode(fleet, fault.node, 'terminate');
    case 'own-group':
      return giveGroup(fleet, fault);
    case 'acl-rules':
      return giveAcl(fleet, fault);
  }
}
