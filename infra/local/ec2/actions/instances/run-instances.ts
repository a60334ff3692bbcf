import { invalidCombination, invalidValue, missingParameter } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import { zonesOf } from '../../backend/instances/catalogue.ts';
import { launch, type LaunchInterface } from '../../backend/instances/launch.ts';
import { write, type Actions } from '../action.ts';
import { readMetadataTags } from './metadata-options.ts';
import { reservationXml } from './xml.ts';
import { tagsFor } from '../tags/parameters.ts';

export const runInstancesActions: Actions = {
  RunInstances: write((state, params) => {
    const profile = params.within('IamInstanceProfile');
    const zone = params.within('Placement').text('AvailabilityZone');
    if (zone !== undefined && !zonesOf(state).includes(zone)) {
      throw invalidValue(`Invalid availability zone: [${zone}]`);
    }
    const instances = launch(state, {
      count: readCount(params),
      interfaces: readInterfaces(params),
      clientToken: params.text('ClientToken'),
      imageId: params.need('ImageId'),
      instanceType: params.text('InstanceType'),
      keyName: params.text('KeyName'),
      profile: profile.text('Arn') ?? profile.text('Name'),
      userData: params.text('UserData'),
      tags: tagsFor(params, 'instance'),
      showsTagsInMetadata: readMetadataTags(params.within('MetadataOptions')),
    });
    return reservationXml(state, instances[0]?.reservationId ?? '', instances);
  }),
};

function readCount(params: Params): number {
  const [least, most] = [params.integer('MinCount'), params.integer('MaxCount')];
  if (least === undefined) throw missingParameter('MinCount');
  if (most === undefined) throw missingParameter('MaxCount');
  if (least < 1 || most < least) {
    throw invalidValue(`Invalid value '${least}..${most}' for the count of instances.`);
  }
  return most;
}

function readInterfaces(params: Params): LaunchInterface[] {
  const listed = params.structs('NetworkInterface');
  const tags = tagsFor(params, 'network-interface');
  if (listed.length === 0) return [{ ...readInterface(params), deviceIndex: 0, tags }];
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
