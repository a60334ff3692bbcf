import { invalidCombination, missingParameter } from '../../errors.ts';
import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { Params } from '../../http/params.ts';
import type { XmlObject } from '../../../common/xml.ts';
import { setInterfaceSourceDestCheck } from '../../backend/instances/attributes.ts';
import * as interfaces from '../../backend/network/interfaces.ts';
import type { NetworkInterface } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { command, write, type Actions } from '../action.ts';
import { interfaceXml, zoneOf } from '../instances/xml.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const interfaceActions: Actions = {
  CreateNetworkInterface: write((state, params) => {
    const nic = interfaces.createInterface(state, {
      subnetId: params.need('SubnetId'),
      privateIpAddress: params.text('PrivateIpAddress'),
      ipv6AddressCount: params.integer('Ipv6AddressCount'),
      ipv6Addresses: params.structs('Ipv6Addresses').map((address) => address.need('Ipv6Address')),
      groupIds: params.list('SecurityGroupId'),
      description: params.text('Description'),
      tags: tagsFor(params, 'network-interface'),
    });
    return { networkInterface: detailsXml(state, nic) };
  }),
  DescribeNetworkInterfaces: describe('networkInterfaceSet', detailsXml, (state) => ({
    table: state.interfaces,
    idParameter: 'NetworkInterfaceId',
    idsName: 'networkInterfaceIdSet',
    filters: filtersOf(state),
  })),
  AttachNetworkInterface: write((state, params) => {
    const deviceIndex = params.integer('DeviceIndex');
    if (deviceIndex === undefined) throw missingParameter('DeviceIndex');
    const [nic, instance] = [params.need('NetworkInterfaceId'), params.need('InstanceId')];
    return { attachmentId: interfaces.attachInterface(state, nic, instance, deviceIndex).id };
  }),
  DetachNetworkInterface: command((state, params) => {
    interfaces.detachInterface(state, params.need('AttachmentId'));
  }),
  DeleteNetworkInterface: command((state, params) => {
    interfaces.deleteInterface(state, params.need('NetworkInterfaceId'));
  }),
  ModifyNetworkInterfaceAttribute: command((state, params) => {
    setInterfaceSourceDestCheck(state, params.need('NetworkInterfaceId'), readSourceDestCheck(params));
  }),
};

function readSourceDestCheck(params: Params): boolean {
  const value = params.within('SourceDestCheck').flag('Value');
  if (value === undefined) throw invalidCombination('The only attribute that can be changed is SourceDestCheck.');
  return value;
}

function filtersOf(state: State): FilterFields<NetworkInterface> {
  return {
    ...tagFilters(),
    'addresses.private-ip-address': (nic) => nic.privateIpAddress,
    'attachment.attachment-id': (nic) => nic.attachment?.id,
    'attachment.device-index': (nic) => nic.attachment?.deviceIndex,
    'attachment.instance-id': (nic) => nic.attachment?.instanceId,
    'availability-zone': (nic) => zoneOf(state, nic),
    description: (nic) => nic.description,
    'group-id': (nic) => nic.groupIds,
    'ipv6-addresses.ipv6-address': (nic) => nic.ipv6Addresses,
    'network-interface-id': (nic) => nic.id,
    'owner-id': () => state.account,
    'private-ip-address': (nic) => nic.privateIpAddress,
    'source-dest-check': (nic) => nic.sourceDestCheck,
    status: statusOf,
    'subnet-id': (nic) => nic.subnetId,
    'vpc-id': (nic) => nic.vpcId,
  };
}

function detailsXml(state: State, nic: NetworkInterface): XmlObject {
  return {
    ...interfaceXml(state, nic),
    availabilityZone: zoneOf(state, nic),
    requesterManaged: false,
    status: statusOf(nic),
    attachment: nic.attachment && {
      attachmentId: nic.attachment.id,
      attachTime: new Date(nic.attachment.attachTime),
      deleteOnTermination: nic.attachment.deleteOnTermination,
      deviceIndex: nic.attachment.deviceIndex,
      instanceId: nic.attachment.instanceId,
      instanceOwnerId: state.account,
      status: 'attached',
    },
    tagSet: tagSet(nic.tags),
  };
}

function statusOf(nic: NetworkInterface): string {
  return nic.attachment === undefined ? 'available' : 'in-use';
}
