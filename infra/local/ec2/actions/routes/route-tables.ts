import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { XmlObject } from '../../../common/xml.ts';
import type { RouteTable, RouteTableAssociation } from '../../backend/model.ts';
import type { RouteView } from '../../backend/routes/model.ts';
import * as tables from '../../backend/routes/route-tables.ts';
import { routesOf } from '../../backend/routes/view.ts';
import type { State } from '../../backend/state.ts';
import { command, write, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const routeTableActions: Actions = {
  CreateRouteTable: write((state, params) => {
    const tags = tagsFor(params, 'route-table');
    const table = tables.createRouteTable(state, { vpcId: params.need('VpcId'), tags });
    return { routeTable: tableXml(state, table) };
  }),
  DeleteRouteTable: command((state, params) => tables.deleteRouteTable(state, params.need('RouteTableId'))),
  DescribeRouteTables: describe('routeTableSet', tableXml, (state) => ({
    table: state.routeTables,
    idParameter: 'RouteTableId',
    idsName: 'routeTableIds',
    filters: filtersOf(state),
    limit: 100,
  })),
  AssociateRouteTable: write((state, params) => {
    const tableId = params.need('RouteTableId');
    const association = tables.associateRouteTable(state, tableId, params.need('SubnetId'));
    return { associationId: association.id, associationState: { state: 'associated' } };
  }),
  DisassociateRouteTable: command((state, params) =>
    tables.disassociateRouteTable(state, params.need('AssociationId')),
  ),
};

function filtersOf(state: State): FilterFields<RouteTable> {
  const routes = (field: keyof RouteView) => (table: RouteTable) =>
    routesOf(state, table.id).map((route) => route[field]);
  const destinations = (kind: RouteView['destinationKind']) => (table: RouteTable) =>
    routesOf(state, table.id).flatMap((route) => (route.destinationKind === kind ? route.destination : []));
  return {
    ...tagFilters(),
    'association.main': (table) => table.associations.map(({ main }) => main),
    'association.route-table-association-id': (table) => table.associations.map(({ id }) => id),
    'association.route-table-id': (table) => table.associations.map(() => table.id),
    'association.subnet-id': (table) => table.associations.map(({ subnetId }) => subnetId),
    'owner-id': () => state.account,
    'route-table-id': (table) => table.id,
    'route.destination-cidr-block': destinations(4),
    'route.destination-ipv6-cidr-block': destinations(6),
    'route.destination-prefix-list-id': destinations('prefix-list'),
    'route.egress-only-internet-gateway-id': routes('egressOnlyInternetGatewayId'),
    'route.gateway-id': routes('gatewayId'),
    'route.instance-id': routes('instanceId'),
    'route.nat-gateway-id': routes('natGatewayId'),
    'route.origin': routes('origin'),
    'route.state': routes('state'),
    'route.transit-gateway-id': routes('transitGatewayId'),
    'route.vpc-peering-connection-id': routes('vpcPeeringConnectionId'),
    'vpc-id': (table) => table.vpcId,
  };
}

function tableXml(state: State, table: RouteTable): XmlObject {
  const routes = routesOf(state, table.id);
  const propagating = routes.filter(({ origin }) => origin === 'EnableVgwRoutePropagation');
  const gatewayIds = new Set(propagating.map(({ gatewayId }) => gatewayId));
  return {
    routeTableId: table.id,
    vpcId: table.vpcId,
    ownerId: state.account,
    routeSet: routes.map(routeXml),
    associationSet: table.associations.map((association) => associationXml(table, association)),
    propagatingVgwSet: [...gatewayIds].map((gatewayId) => ({ gatewayId })),
    tagSet: tagSet(table.tags),
  };
}

const destinationNames = {
  4: 'destinationCidrBlock',
  6: 'destinationIpv6CidrBlock',
  'prefix-list': 'destinationPrefixListId',
};

function routeXml({ destination, destinationKind, ...rest }: RouteView): XmlObject {
  return { [destinationNames[destinationKind]]: destination, ...rest };
}

function associationXml(table: RouteTable, { id, main, subnetId }: RouteTableAssociation): XmlObject {
  return {
    routeTableAssociationId: id,
    routeTableId: table.id,
    subnetId,
    main,
    associationState: { state: 'associated' },
  };
}
