import { createHash } from 'node:crypto';
import { nameOf, projectOf, scopeOf } from '../gce/links.ts';
import type { Instance, Nic } from '../gce/backend/model.ts';
import type { State } from '../gce/backend/state.ts';
import type { Tree } from './server.ts';

/** Everything below `computeMetadata/v1/`, its names as the documentation has them. */
export function gceTree(state: State, instance: Instance): Tree {
  const project = projectOf(instance.path);
  const number = state.projectNumber(project);
  const zone = nameOf(scopeOf(instance.path));
  const name = nameOf(instance.path);
  const { machineType } = instance.extra;
  const type = typeof machineType === 'string' ? nameOf(machineType) : 'e2-small';
  return {
    instance: {
      attributes: Object.fromEntries(instance.metadata.items.map(({ key, value }) => [key, value])),
      hostname: `${name}.${zone}.c.${project}.internal`,
      id: instance.id,
      'machine-type': `projects/${number}/machineTypes/${type}`,
      name,
      'network-interfaces': Object.fromEntries(instance.nics.map((nic, i) => [`${i}`, interfaceTree(number, nic)])),
      tags: JSON.stringify(instance.tags),
      zone: `projects/${number}/zones/${zone}`,
    },
    project: { 'numeric-project-id': number, 'project-id': project },
  };
}

function interfaceTree(number: string, nic: Nic): Tree {
  const digest = createHash('sha256').update(nic.network).update(nic.ip).digest('hex');
  const mac = ['42', '01', ...(digest.slice(0, 8).match(/../g) ?? [])].join(':');
  return {
    ...(nic.externalIp === undefined ? {} : { 'access-configs': { 0: { 'external-ip': nic.externalIp } } }),
    ip: nic.ip,
    ...(nic.ipv6 === undefined ? {} : { ipv6s: nic.ipv6 }),
    mac,
    network: `projects/${number}/networks/${nameOf(nic.network)}`,
  };
}
