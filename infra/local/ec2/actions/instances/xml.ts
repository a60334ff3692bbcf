import { createHash } from 'node:crypto';
import type { XmlObject, XmlValue } from '../../../common/xml.ts';
import { interfacesOf } from '../../backend/network/interfaces.ts';
import type { Instance, InstanceState, NetworkInterface } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { metadataOptionsXml } from './metadata-options.ts';
import { tagSet } from '../tags/parameters.ts';

export const stateCodes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function stateXml(state: InstanceState): XmlObject {
  return { code: stateCodes[state], name: state };
}

/** Instances in reservations, as both RunInstances and DescribeInstances show them. */
export function reservationXml(state: State, reservationId: string, instances: readonly Instance[]): XmlObject {
  return {
    reservationId,
    ownerId: state.account,
    groupSet: [],
    instancesSet: instances.map((instance) => instanceXml(state, instance)),
  };
}

function instanceXml(state: State, instance: Instance): XmlObject {
  const interfaces = interfacesOf(state, instance.id);
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateXml(instance.state),
    privateDnsName: privateDnsName(state, interfaces[0]),
    dnsName: '',
    reason: instance.stateReason,
    stateReason: stateReasonXml(instance),
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchTime),
    placement: { availabilityZone: zoneOf(state, interfaces[0]), groupName: '', tenancy: 'default' },
    monitoring: { state: 'disabled' },
    ...networkXml(state, instance, interfaces),
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/sda1',
    virtualizationType: 'hvm',
    clientToken: instance.clientToken ?? '',
    tagSet: tagSet(instance.tags),
    hypervisor: 'xen',
    iamInstanceProfile: instance.profile && profileXml(state, instance.profile),
    ebsOptimized: false,
    enaSupport: true,
    metadataOptions: metadataOptionsXml(instance),
  };
}

/** All of this is missing from a terminated instance: it has no interface left. */
function networkXml(state: State, instance: Instance, interfaces: readonly NetworkInterface[]): XmlObject {
  const primary = interfaces[0];
  return {
    subnetId: primary?.subnetId,
    vpcId: primary?.vpcId,
    privateIpAddress: primary?.privateIpAddress,
    ipv6Address: primary?.ipv6Addresses[0],
    ipAddress: primary && publicIpOf(instance, primary),
    sourceDestCheck: primary?.sourceDestCheck,
    groupSet: groupSet(state, primary?.groupIds ?? []),
    networkInterfaceSet: interfaces.map((nic) => instanceInterfaceXml(state, nic)),
  };
}

function instanceInterfaceXml(state: State, nic: NetworkInterface): XmlObject {
  return {
    ...interfaceXml(state, nic),
    attachment: nic.attachment && {
      attachmentId: nic.attachment.id,
      deviceIndex: nic.attachment.deviceIndex,
      status: 'attached',
      attachTime: new Date(nic.attachment.attachTime),
      deleteOnTermination: nic.attachment.deleteOnTermination,
    },
    status: 'in-use',
  };
}

export function interfaceXml(state: State, nic: NetworkInterface): XmlObject {
  return {
    networkInterfaceId: nic.id,
    ownerId: state.account,
    subnetId: nic.subnetId,
    vpcId: nic.vpcId,
    description: nic.description,
    macAddress: macOf(nic.id),
    privateIpAddress: nic.privateIpAddress,
    privateIpAddressesSet: [{ privateIpAddress: nic.privateIpAddress, primary: true }],
    ipv6AddressesSet: nic.ipv6Addresses.map((ipv6Address) => ({ ipv6Address })),
    sourceDestCheck: nic.sourceDestCheck,
    groupSet: groupSet(state, nic.groupIds),
    privateDnsName: privateDnsName(state, nic),
    interfaceType: 'interface',
  };
}

/** An instance without an elastic address has a public one while it runs, and another after each start. */
export function publicIpOf(instance: Instance, nic: NetworkInterface): string | undefined {
  const up = instance.state === 'pending' || instance.state === 'running' || instance.state === 'stopping';
  if (!up || !nic.associatePublicIp) return undefined;
  const [a = 0, b = 0, c = 0] = createHash('sha256').update(`${nic.id} ${instance.launchTime}`).digest();
  return `54.${a}.${b}.${c}`;
}

export function zoneOf(state: State, nic: NetworkInterface | undefined): string {
  return (nic && state.subnets.get(nic.subnetId)?.zone) ?? `${state.region}a`;
}

export function privateDnsName(state: State, nic: NetworkInterface | undefined): string {
  if (nic === undefined) return '';
  const suffix = state.region === 'us-east-1' ? 'ec2.internal' : `${state.region}.compute.internal`;
  return `ip-${nic.privateIpAddress.replaceAll('.', '-')}.${suffix}`;
}

export function macOf(id: string): string {
  const digits = id.slice(-10).match(/../g) ?? [];
  return ['02', ...digits].join(':');
}

export function groupSet(state: State, groupIds: readonly string[]): XmlValue {
  return groupIds.map((groupId) => ({ groupId, groupName: state.groups.get(groupId)?.name }));
}

function profileXml(state: State, profile: string): XmlValue {
  const arn = profile.startsWith('arn:') ? profile : `arn:aws:iam::${state.account}:instance-profile/${profile}`;
  return { arn, id: 'AIPA0000000000LOCAL00' };
}

function stateReasonXml({ stateReason }: Instance): XmlValue {
  if (stateReason === '') return undefined;
  const code = 'Client.UserInitiatedShutdown';
  return { code, message: `${code}: User initiated shutdown` };
}
