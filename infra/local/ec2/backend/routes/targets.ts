import { Ec2Error, invalidValue, multipleInterfaces } from '../../errors.ts';
import type { Instance, NetworkInterface, RouteTable } from '../model.ts';
import type { GatewayField, GatewayTarget, Target } from './model.ts';
import type { State } from '../state.ts';

/** A target as a caller names it. */
export interface TargetReference {
  readonly field: GatewayField | 'instanceId' | 'networkInterfaceId';
  readonly id: string;
}

/** The code of "does not exist" for targets this service keeps no records of. */
const unknownTargetCodes: Readonly<Record<GatewayField, string>> = {
  gatewayId: 'InvalidGatewayID.NotFound',
  natGatewayId: 'InvalidNatGatewayID.NotFound',
  transitGatewayId: 'InvalidTransitGatewayID.NotFound',
  vpcPeeringConnectionId: 'InvalidVpcPeeringConnectionID.NotFound',
  egressOnlyInternetGatewayId: 'InvalidGatewayID.NotFound',
  carrierGatewayId: 'InvalidCarrierGatewayID.NotFound',
  localGatewayId: 'InvalidLocalGatewayID.NotFound',
  coreNetworkArn: 'InvalidCoreNetworkArn.NotFound',
};

/** Finds what a new route of `table` points to, and refuses what the service refuses. */
export function resolveTarget(state: State, table: RouteTable, reference: TargetReference): Target {
  const { field, id } = reference;
  if (field === 'instanceId') return instanceTarget(state, table, id);
  if (field === 'networkInterfaceId') return interfaceTarget(state, table, state.interfaces.need(id));
  return gatewayTarget(state, table, field, id);
}

export function sameTarget(a: Target, b: Target): boolean {
  if (a.kind === 'gateway') return b.kind === 'gateway' && a.field === b.field && a.id === b.id;
  return b.kind === 'interface' && a.interfaceId === b.interfaceId;
}

function instanceTarget(state: State, table: RouteTable, instanceId: string): Target {
  const instance = state.instances.need(instanceId);
  refuseEnding(instance);
  if (instance.state === 'pending' && state.settings.variants.pendingTargetRefused) throw wrongState(instance);
  const [only, another] = state.interfacesByInstance.find(instanceId);
  if (another !== undefined) throw multipleInterfaces(instanceId);
  if (only === undefined) throw invalidValue(`Instance ${instanceId} has no network interface.`);
  return interfaceTarget(state, table, only);
}

/** An interface that is attached to nothing may be a target; the route is a blackhole until it is attached. */
function interfaceTarget(state: State, table: RouteTable, nic: NetworkInterface): Target {
  const instanceId = nic.attachment?.instanceId;
  if (instanceId !== undefined) refuseEnding(state.instances.need(instanceId));
  if (nic.vpcId !== table.vpcId) {
    throw invalidValue(`route table ${table.id} and interface ${nic.id} belong to different networks`);
  }
  return { kind: 'interface', interfaceId: nic.id, instanceId, ownerId: state.account };
}

function gatewayTarget(state: State, table: RouteTable, field: GatewayField, id: string): GatewayTarget {
  const gateway = field === 'gatewayId' ? state.gateways.get(id) : undefined;
  if (gateway === undefined) {
    throw new Ec2Error(unknownTargetCodes[field], `The ${field.replace(/Id$/, ' ID')} '${id}' does not exist`);
  }
  if (gateway.vpcId !== table.vpcId) {
    throw invalidValue(`route table ${table.id} and network gateway ${id} belong to different networks`);
  }
  return { kind: 'gateway', field, id };
}

function refuseEnding(instance: Instance): void {
  if (instance.state === 'shutting-down' || instance.state === 'terminated') throw wrongState(instance);
}

function wrongState({ id, state }: Instance): Ec2Error {
  return new Ec2Error('IncorrectInstanceState', `The instance '${id}' is in the state '${state}'.`);
}
