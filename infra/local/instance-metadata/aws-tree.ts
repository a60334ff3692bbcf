import { interfacesOf } from '../ec2/backend/network/interfaces.ts';
import type { Instance, NetworkInterface } from '../ec2/backend/model.ts';
import type { State } from '../ec2/backend/state.ts';
import { macOf, privateDnsName, publicIpOf, zoneOf } from '../ec2/actions/instances/xml.ts';
import type { Tree } from './server.ts';

/** Everything below `meta-data/`. */
export function ec2Tree(state: State, instance: Instance): Tree {
  const interfaces = interfacesOf(state, instance.id);
  const [primary] = interfaces;
  const macs = interfaces.map((nic) => [macOf(nic.id), interfaceTree(state, nic)] as const);
  const zone = zoneOf(state, primary);
  return {
    'ami-id': instance.imageId,
    'instance-id': instance.id,
    'instance-type': instance.instanceType,
    'local-hostname': privateDnsName(state, primary),
    ...(primary === undefined ? {} : addresses(instance, primary)),
    network: { interfaces: { macs: Object.fromEntries(macs) } },
    placement: { 'availability-zone': zone, region: state.region },
    ...(instance.showsTagsInMetadata ? { tags: { instance: Object.fromEntries(instance.tags) } } : {}),
    ...(instance.profile === undefined ? {} : { iam: credentials(state, instance.profile) }),
  };
}

function addresses(instance: Instance, nic: NetworkInterface): Tree {
  const publicIp = publicIpOf(instance, nic);
  return {
    'local-ipv4': nic.privateIpAddress,
    mac: macOf(nic.id),
    ...(nic.ipv6Addresses[0] === undefined ? {} : { ipv6: nic.ipv6Addresses[0] }),
    ...(publicIp === undefined ? {} : { 'public-ipv4': publicIp }),
  };
}

function interfaceTree(state: State, nic: NetworkInterface): Tree {
  const { ipv6Addresses } = nic;
  return {
    'device-number': `${nic.attachment?.deviceIndex ?? 0}`,
    'interface-id': nic.id,
    'local-ipv4s': nic.privateIpAddress,
    ...(ipv6Addresses.length === 0 ? {} : { ipv6s: ipv6Addresses.join('\n') }),
    mac: macOf(nic.id),
    'owner-id': state.account,
    'subnet-id': nic.subnetId,
    'vpc-id': nic.vpcId,
  };
}

/** Credentials of the instance's role. The local cloud takes any. */
function credentials(state: State, profile: string): Tree {
  const role = profile.split('/').at(-1) ?? profile;
  const time = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
  const document = {
    Code: 'Success',
    LastUpdated: time(state.now()),
    Type: 'AWS-HMAC',
    AccessKeyId: 'local',
    SecretAccessKey: 'local',
    Token: 'local',
    Expiration: time(state.now() + 6 * 3_600_000),
  };
  return { 'security-credentials': { [role]: JSON.stringify(document) } };
}

export function identityDocument(state: State, instance: Instance): string {
  const [primary] = interfacesOf(state, instance.id);
  return JSON.stringify({
    accountId: state.account,
    architecture: 'x86_64',
    availabilityZone: zoneOf(state, primary),
    imageId: instance.imageId,
    instanceId: instance.id,
    instanceType: instance.instanceType,
    pendingTime: new Date(instance.launchTime).toISOString(),
    privateIp: primary?.privateIpAddress,
    region: state.region,
    version: '2017-09-30',
  });
}
