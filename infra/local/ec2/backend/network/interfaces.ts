import { Ec2Error, invalidValue } from '../../errors.ts';
import { checkIpv6Address, takeAddress, takeIpv6Addresses } from './addresses.ts';
import type { Attachment, NetworkInterface } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import { defaultGroupOf } from '../security/security-groups.ts';
import type { State } from '../state.ts';

export interface InterfaceInput {
  readonly subnetId: string;
  readonly privateIpAddress?: string | undefined;
  readonly ipv6Addresses?: readonly string[] | undefined;
  readonly ipv6AddressCount?: number | undefined;
  readonly groupIds?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly associatePublicIp?: boolean | undefined;
  readonly tags?: TagInput | undefined;
}

/** An interface attached to nothing yet. */
export function createInterface(state: State, input: InterfaceInput): NetworkInterface {
  const { id: subnetId, vpcId } = state.subnets.need(input.subnetId);
  const named = state.groups.needAll(input.groupIds ?? []).map(({ id }) => id);
  return state.interfaces.put({
    ...newResource(state, 'eni', input.tags),
    vpcId,
    subnetId,
    description: input.description ?? '',
    privateIpAddress: takeAddress(state, subnetId, input.privateIpAddress),
    ipv6Addresses: [
      ...(input.ipv6Addresses ?? []).map(checkIpv6Address),
      ...takeIpv6Addresses(state, subnetId, input.ipv6AddressCount ?? 0),
    ],
    associatePublicIp: input.associatePublicIp ?? false,
    sourceDestCheck: true,
    groupIds: named.length > 0 ? named : [defaultGroupOf(state, vpcId).id],
    attachment: undefined,
  });
}

/** Attaches an interface at launch or later. Only those made by a launch go away with their instance. */
export function attach(
  state: State,
  nic: NetworkInterface,
  to: { instanceId: string; deviceIndex: number; deleteOnTermination: boolean },
): Attachment {
  if (nic.attachment !== undefined) {
    throw new Ec2Error('InvalidNetworkInterface.InUse', `Interface: ${nic.id} in use.`);
  }
  const others = interfacesOf(state, to.instanceId);
  if (others.some(({ attachment }) => attachment?.deviceIndex === to.deviceIndex)) {
    throw invalidValue(
      `Instance '${to.instanceId}' already has an interface attached at device index '${to.deviceIndex}'.`,
    );
  }
  if (others.some(({ vpcId }) => vpcId !== nic.vpcId)) {
    throw invalidValue(`Interface ${nic.id} and instance ${to.instanceId} belong to different networks`);
  }
  const attachment = { id: state.ids.next('eni-attach'), ...to, attachTime: state.now() };
  state.interfaces.put({ ...nic, attachment });
  return attachment;
}

export function attachInterface(
  state: State,
  interfaceId: string,
  instanceId: string,
  deviceIndex: number,
): Attachment {
  const nic = state.interfaces.need(interfaceId);
  const instance = state.instances.need(instanceId);
  if (instance.state !== 'running' && instance.state !== 'stopped') {
    throw new Ec2Error('IncorrectState', `Instance '${instanceId}' is not 'running' or 'stopped'.`);
  }
  return attach(state, nic, { instanceId, deviceIndex, deleteOnTermination: false });
}

/** The primary interface stays with its instance for good. */
export function detachInterface(state: State, attachmentId: string): void {
  const [nic] = state.interfacesByAttachment.find(attachmentId);
  if (nic === undefined) {
    const sentence = `The networkInterface attachment '${attachmentId}' does not exist`;
    throw new Ec2Error('InvalidAttachmentID.NotFound', sentence);
  }
  if (nic.attachment?.deviceIndex === 0) {
    const sentence = 'The network interface at device index 0 cannot be detached.';
    throw new Ec2Error('OperationNotPermitted', sentence);
  }
  state.interfaces.put({ ...nic, attachment: undefined });
}

export function deleteInterface(state: State, interfaceId: string): void {
  const nic = state.interfaces.need(interfaceId);
  if (nic.attachment !== undefined) {
    throw invalidValue(`Network interface '${interfaceId}' is currently in use.`);
  }
  state.interfaces.remove(interfaceId);
}

/** Deletes or detaches the interfaces of a terminated instance. */
export function releaseInterfaces(state: State, instanceId: string): void {
  for (const nic of state.interfacesByInstance.find(instanceId)) {
    if (nic.attachment?.deleteOnTermination === true) state.interfaces.remove(nic.id);
    else state.interfaces.put({ ...nic, attachment: undefined });
  }
}

/** The interfaces of an instance in the order of their device index. */
export function interfacesOf(state: State, instanceId: string): NetworkInterface[] {
  const index = (nic: NetworkInterface) => nic.attachment?.deviceIndex ?? 0;
  return state.interfacesByInstance.find(instanceId).sort((a, b) => index(a) - index(b));
}

/** The interface an instance has its addresses from; none once it is terminated. */
export function primaryInterface(state: State, instanceId: string): NetworkInterface | undefined {
  return interfacesOf(state, instanceId)[0];
}
