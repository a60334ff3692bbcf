import { tagFilters, type FilterFields } from '../../query/filters.ts';
import { interfacesOf, primaryInterface } from '../../backend/network/interfaces.ts';
import type { Instance, NetworkInterface } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { privateDnsName, publicIpOf, stateCodes, zoneOf } from './xml.ts';

export function instanceFilters(state: State): FilterFields<Instance> {
  return {
    ...tagFilters(),
    ...ownFilters(state),
    ...primaryFilters(state),
    ...interfaceFilters(state),
  };
}

function ownFilters(state: State): FilterFields<Instance> {
  return {
    architecture: () => 'x86_64',
    'client-token': (instance) => instance.clientToken,
    'image-id': (instance) => instance.imageId,
    'instance-id': (instance) => instance.id,
    'instance-state-code': (instance) => `${stateCodes[instance.state]}`,
    'instance-state-name': (instance) => instance.state,
    'instance-type': (instance) => instance.instanceType,
    'key-name': (instance) => instance.keyName,
    'launch-time': (instance) => new Date(instance.launchTime).toISOString(),
    'owner-id': () => state.account,
    'reservation-id': (instance) => instance.reservationId,
  };
}

function primaryFilters(state: State): FilterFields<Instance> {
  const primary = (instance: Instance) => primaryInterface(state, instance.id);
  return {
    'availability-zone': (instance) => zoneOf(state, primary(instance)),
    'instance.group-id': (instance) => primary(instance)?.groupIds,
    'ip-address': (instance) => {
      const nic = primary(instance);
      return nic && publicIpOf(instance, nic);
    },
    'private-dns-name': (instance) => privateDnsName(state, primary(instance)),
    'private-ip-address': (instance) => primary(instance)?.privateIpAddress,
    'source-dest-check': (instance) => primary(instance)?.sourceDestCheck,
    'subnet-id': (instance) => primary(instance)?.subnetId,
    'vpc-id': (instance) => primary(instance)?.vpcId,
  };
}

function interfaceFilters(state: State): FilterFields<Instance> {
  const each =
    <T>(field: (nic: NetworkInterface) => T) =>
    (instance: Instance) =>
      interfacesOf(state, instance.id).map(field);
  return {
    'network-interface.addresses.private-ip-address': each((nic) => nic.privateIpAddress),
    'network-interface.attachment.attachment-id': each((nic) => nic.attachment?.id),
    'network-interface.attachment.device-index': each((nic) => nic.attachment?.deviceIndex),
    'network-interface.description': each((nic) => nic.description),
    'network-interface.ipv6-addresses.ipv6-address': (instance) =>
      interfacesOf(state, instance.id).flatMap((nic) => nic.ipv6Addresses),
    'network-interface.network-interface-id': each((nic) => nic.id),
    'network-interface.private-ip-address': each((nic) => nic.privateIpAddress),
    'network-interface.source-dest-check': each((nic) => nic.sourceDestCheck),
    'network-interface.subnet-id': each((nic) => nic.subnetId),
    'network-interface.vpc-id': each((nic) => nic.vpcId),
  };
}
