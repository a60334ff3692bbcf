import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { XmlObject } from '../../../common/xml.ts';
import * as gateways from '../../backend/network/gateways.ts';
import type { InternetGateway } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { command, write, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const gatewayActions: Actions = {
  CreateInternetGateway: write((state, params) => {
    const gateway = gateways.createInternetGateway(state, tagsFor(params, 'internet-gateway'));
    return { internetGateway: gatewayXml(state, gateway) };
  }),
  AttachInternetGateway: command((state, params) => {
    gateways.attachInternetGateway(state, params.need('InternetGatewayId'), params.need('VpcId'));
  }),
  DetachInternetGateway: command((state, params) => {
    gateways.detachInternetGateway(state, params.need('InternetGatewayId'), params.need('VpcId'));
  }),
  DeleteInternetGateway: command((state, params) => {
    gateways.deleteInternetGateway(state, params.need('InternetGatewayId'));
  }),
  DescribeInternetGateways: describe('internetGatewaySet', gatewayXml, (state) => ({
    table: state.gateways,
    idParameter: 'InternetGatewayId',
    idsName: 'internetGatewayIdSet',
    filters,
  })),
};

const filters: FilterFields<InternetGateway> = {
  ...tagFilters(),
  'attachment.state': (gateway) => gateway.vpcId && 'available',
  'attachment.vpc-id': (gateway) => gateway.vpcId,
  'internet-gateway-id': (gateway) => gateway.id,
};

function gatewayXml(state: State, gateway: InternetGateway): XmlObject {
  const { vpcId } = gateway;
  return {
    internetGatewayId: gateway.id,
    ownerId: state.account,
    attachmentSet: vpcId === undefined ? [] : [{ vpcId, state: 'available' }],
    tagSet: tagSet(gateway.tags),
  };
}
