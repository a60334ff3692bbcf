import { invalidCombination } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import type { LaunchInterface } from '../../backend/instances/launch.ts';
import type { LaunchData } from '../../backend/instances/launch-data.ts';
import { readMetadataOptions } from './metadata-options.ts';
import { tagsFor } from '../tags/parameters.ts';

/** What a launch and a launch template say of an instance in the same words. */
export function readLaunchData(params: Params): LaunchData {
  const profile = params.within('IamInstanceProfile');
  return {
    interfaces: readInterfaces(params),
    only: { ...readInterface(params), tags: tagsFor(params, 'network-interface') },
    imageId: params.text('ImageId'),
    instanceType: params.text('InstanceType'),
    keyName: params.text('KeyName'),
    profile: profile.text('Arn') ?? profile.text('Name'),
    userData: params.text('UserData'),
    tags: tagsFor(params, 'instance'),
    ...readMetadataOptions(params.within('MetadataOptions')),
  };
}

function readInterfaces(params: Params): LaunchInterface[] {
  const listed = params.structs('NetworkInterface');
  const tags = tagsFor(params, 'network-interface');
  if (listed.length === 0) return [];
  for (const name of ['SubnetId', 'PrivateIpAddress', 'SecurityGroupId']) {
    const given = params.text(name) ?? params.list(name)[0];
    if (given === undefined) continue;
    const sentence = `Network interfaces and an instance-level ${name} may not be specified on the same request`;
    throw invalidCombination(sentence);
  }
  return listed.map((nic) => ({ ...readInterface(nic), tags }));
}

/** An interface of the list, or the one that the parameters of the instance itself describe. */
function readInterface(params: Params): LaunchInterface {
  const ipv6 = [...params.structs('Ipv6Addresses'), ...params.structs('Ipv6Address')];
  return {
    interfaceId: params.text('NetworkInterfaceId'),
    deviceIndex: params.integer('DeviceIndex'),
    subnetId: params.text('SubnetId'),
    privateIpAddress: params.text('PrivateIpAddress') ?? primaryAddress(params),
    ipv6Addresses: ipv6.map((address) => address.need('Ipv6Address')),
    ipv6AddressCount: params.integer('Ipv6AddressCount'),
    groupIds: params.list('SecurityGroupId'),
    associatePublicIp: params.flag('AssociatePublicIpAddress'),
    deleteOnTermination: params.flag('DeleteOnTermination'),
    description: params.text('Description'),
  };
}

function primaryAddress(params: Params): string | undefined {
  const addresses = params.structs('PrivateIpAddresses');
  return addresses.find((address) => address.flag('Primary') ?? true)?.text('PrivateIpAddress');
}
