import { nameOf, parentOf, locationOf, projectOf } from '../links.ts';
import type { AuditedResource } from '../operations/mutation.ts';

/** The monitored resource type of a collection and the label that carries the id. */
const TYPES: Readonly<Record<string, readonly [type: string, idLabel: string]>> = {
  instances: ['gce_instance', 'instance_id'],
  routes: ['gce_route', 'route_id'],
  networks: ['gce_network', 'network_id'],
  subnetworks: ['gce_subnetwork', 'subnetwork_id'],
  firewalls: ['gce_firewall_rule', 'firewall_rule_id'],
  addresses: ['gce_reserved_address', 'reserved_address_id'],
  instanceTemplates: ['gce_instance_template', 'instance_template_id'],
  instanceGroupManagers: ['gce_instance_group_manager', 'instance_group_manager_id'],
};

/** How audit log entries name a resource; the labels of a failed request lack the id. */
export function auditedResource(path: string, id: string): AuditedResource {
  const [type, idLabel] = TYPES[nameOf(parentOf(path))] ?? ['audited_resource', 'resource_id'];
  const place = locationOf(path);
  const placeLabel = path.includes('/zones/') ? 'zone' : 'location';
  const labels = {
    [idLabel]: id,
    project_id: projectOf(path),
    ...(place === '' ? {} : { [placeLabel]: place }),
  };
  return { resourceName: path, type, labels };
}
