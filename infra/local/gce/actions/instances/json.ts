import { createHash } from 'node:crypto';
import { formatFingerprint } from '../../backend/ids.ts';
import { linkTo, nameOf, scopeOf } from '../../links.ts';
import type { Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import type { Instance, Metadata, Nic } from '../../backend/model.ts';

export function instanceJson(instance: Instance): Json {
  const zone = scopeOf(instance.path);
  const { machineType } = instance.extra;
  return {
    ...instance.extra,
    kind: 'compute#instance',
    id: instance.id,
    creationTimestamp: resourceTime(instance.created),
    name: nameOf(instance.path),
    description: instance.description,
    zone: linkTo(zone),
    machineType:
      typeof machineType === 'string' ? machineLink(zone, machineType) : linkTo(`${zone}/machineTypes/e2-small`),
    status: instance.status,
    canIpForward: instance.canIpForward,
    networkInterfaces: instance.nics.map(nicJson),
    metadata: metadataJson(instance.metadata),
    tags: {
      ...(instance.tags.length === 0 ? {} : { items: instance.tags }),
      fingerprint: instance.tagsFingerprint,
    },
    fingerprint: fingerprintOf(instance),
    selfLink: linkTo(instance.path),
  };
}

/** Changes with whatever `instances.update` can change. */
export function fingerprintOf({ id, canIpForward, metadata }: Instance): string {
  const state = `${id} ${canIpForward} ${metadata.fingerprint}`;
  return formatFingerprint(createHash('sha256').update(state).digest().subarray(0, 8));
}

function machineLink(zone: string, machineType: string): string {
  return machineType.includes('/')
    ? linkTo(machineType.replace(/^.*?(?=projects\/|zones\/)/, ''))
    : linkTo(`${zone}/machineTypes/${machineType}`);
}

function nicJson(nic: Nic, index: number): Json {
  const { externalIp, ipv6 } = nic;
  return {
    kind: 'compute#networkInterface',
    name: `nic${index}`,
    network: linkTo(nic.network),
    subnetwork: linkTo(nic.subnet),
    networkIP: nic.ip,
    ...(ipv6 === undefined
      ? { stackType: 'IPV4_ONLY' }
      : { stackType: 'IPV4_IPV6', ipv6Address: ipv6, internalIpv6PrefixLength: 96, ipv6AccessType: 'INTERNAL' }),
    ...(externalIp === undefined ? {} : { accessConfigs: [accessConfigJson(externalIp)] }),
    fingerprint: nic.fingerprint,
  };
}

function accessConfigJson(natIP: string): Json {
  return { kind: 'compute#accessConfig', type: 'ONE_TO_ONE_NAT', name: 'external-nat', natIP, networkTier: 'PREMIUM' };
}

/** Without items there is no `items` field at all. */
function metadataJson({ fingerprint, items }: Metadata): Json {
  return { kind: 'compute#metadata', fingerprint, ...(items.length === 0 ? {} : { items }) };
}
