import { dependencyViolation, Ec2Error } from '../../errors.ts';
import type { Cidr } from '../cidr.ts';
import type { RouteTable, RouteTableAssociation, Vpc } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';

export interface RouteTableInput {
  readonly vpcId: string;
  readonly tags?: TagInput | undefined;
}

export function createRouteTable(state: State, input: RouteTableInput): RouteTable {
  return newTable(state, state.vpcs.need(input.vpcId), [], input.tags);
}

/** The table of all subnets that are associated with no other. */
export function createMainRouteTable(state: State, vpc: Vpc): RouteTable {
  return newTable(state, vpc, [{ id: state.ids.next('rtbassoc'), main: true, subnetId: undefined }]);
}

/** Associating the same two again gives the same association. */
export function associateRouteTable(state: State, tableId: string, subnetId: string): RouteTableAssociation {
  const table = state.routeTables.need(tableId);
  const subnet = state.subnets.need(subnetId);
  if (subnet.vpcId !== table.vpcId) {
    const sentence = `Route table ${tableId} and subnet ${subnetId} belong to different networks`;
    throw new Ec2Error('InvalidParameterValue', sentence);
  }
  const present = table.associations.find((association) => association.subnetId === subnetId);
  if (present !== undefined) return present;
  if (state.routeTablesBySubnet.has(subnetId)) {
    const sentence = `The specified association for route table ${tableId} conflicts with an existing association`;
    throw new Ec2Error('Resource.AlreadyAssociated', sentence);
  }
  const association = { id: state.ids.next('rtbassoc'), main: false, subnetId };
  state.routeTables.put({ ...table, associations: [...table.associations, association] });
  return association;
}

export function disassociateRouteTable(state: State, associationId: string): void {
  for (const table of state.routeTables.values()) {
    const association = table.associations.find(({ id }) => id === associationId);
    if (association === undefined) continue;
    if (association.main) {
      const sentence = `cannot disassociate the main route table association ${associationId}`;
      throw new Ec2Error('InvalidParameterValue', sentence);
    }
    return keepAssociations(state, table, ({ id }) => id !== associationId);
  }
  const sentence = `The association ID '${associationId}' does not exist`;
  throw new Ec2Error('InvalidAssociationID.NotFound', sentence);
}

/** Removes the associations of a deleted subnet. */
export function dropSubnetAssociation(state: State, subnetId: string): void {
  for (const table of state.routeTablesBySubnet.find(subnetId)) {
    keepAssociations(state, table, (association) => association.subnetId !== subnetId);
  }
}

export function deleteRouteTable(state: State, tableId: string): void {
  const table = state.routeTables.need(tableId);
  if (table.associations.length > 0) throw dependencyViolation('routeTable', tableId);
  deleteRouteTableRecord(state, tableId);
}

/** Deletes a table and its routes without checks. */
export function deleteRouteTableRecord(state: State, tableId: string): void {
  for (const route of state.routesByTable.find(tableId)) state.routes.remove(route.id);
  state.routeTables.remove(tableId);
}

function newTable(state: State, vpc: Vpc, associations: readonly RouteTableAssociation[], tags?: TagInput): RouteTable {
  const table = { ...newResource(state, 'rtb', tags), vpcId: vpc.id, associations };
  state.routeTables.put(table);
  for (const { cidr } of vpc.cidrs) addLocalRoute(state, table.id, cidr);
  return table;
}

function keepAssociations(
  state: State,
  table: RouteTable,
  stays: (association: RouteTableAssociation) => boolean,
): void {
  state.routeTables.put({ ...table, associations: table.associations.filter(stays) });
}

/** The route by which the subnets of a VPC reach each other. Nobody can delete it. */
export function addLocalRoute(state: State, tableId: string, cidr: Cidr): void {
  state.routes.put({
    id: `${tableId} ${cidr.text}`,
    tableId,
    destination: cidr.text,
    destinationKind: cidr.family,
    target: { kind: 'gateway', field: 'gatewayId', id: 'local' },
    origin: 'CreateRouteTable',
    fixedState: 'active',
  });
}
