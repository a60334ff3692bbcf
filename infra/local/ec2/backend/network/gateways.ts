import { dependencyViolation, Ec2Error } from '../../errors.ts';
import type { InternetGateway } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';

export function createInternetGateway(state: State, tags?: TagInput): InternetGateway {
  return state.gateways.put({ ...newResource(state, 'igw', tags), vpcId: undefined });
}

export function attachInternetGateway(state: State, gatewayId: string, vpcId: string): void {
  const gateway = state.gateways.need(gatewayId);
  state.vpcs.need(vpcId);
  if (gateway.vpcId !== undefined) {
    throw new Ec2Error('Resource.AlreadyAssociated', `resource ${gatewayId} is already attached to a network`);
  }
  if (state.gatewaysByVpc.has(vpcId)) {
    throw new Ec2Error('InvalidParameterValue', `Network ${vpcId} already has an internet gateway attached`);
  }
  state.gateways.put({ ...gateway, vpcId });
}

/** Routes to the gateway stay, as blackholes. */
export function detachInternetGateway(state: State, gatewayId: string, vpcId: string): void {
  const gateway = state.gateways.need(gatewayId);
  if (gateway.vpcId !== vpcId) {
    throw new Ec2Error('Gateway.NotAttached', `resource ${gatewayId} is not attached to network ${vpcId}`);
  }
  state.gateways.put({ ...gateway, vpcId: undefined });
}

export function deleteInternetGateway(state: State, gatewayId: string): void {
  if (state.gateways.need(gatewayId).vpcId !== undefined) {
    throw dependencyViolation('internetGateway', gatewayId);
  }
  state.gateways.remove(gatewayId);
}
