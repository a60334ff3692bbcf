import type { FindingId } from './explanations.ts';

/** What can be wrong, in the order in which people are told. */
export const AREAS = [
  'network',
  'routes',
  'forwarding',
  'addresses',
  'quota',
  'firewall',
  'deployment',
  'dead-letters',
  'permissions',
] as const;

export type Area = (typeof AREAS)[number];

/** `broken`: pods cannot talk, or will not after the next change. `warning`: it works and should be seen to. */
export type Severity = 'broken' | 'warning' | 'note';

interface FindingType {
  readonly area: Area;
  readonly severity: Severity;
  readonly clouds: readonly ('aws' | 'gcp')[];
}

const AWS = ['aws'] as const;
const GCP = ['gcp'] as const;
const BOTH = ['aws', 'gcp'] as const;

/** Everything that the doctor can find. The ids are part of the contract: scripts match on them. */
export const CATALOGUE: Readonly<Record<FindingId, FindingType>> = {
  'no-cluster-table': { area: 'network', severity: 'broken', clouds: AWS },
  'table-not-found': { area: 'network', severity: 'broken', clouds: AWS },
  'tables-in-several-vpcs': { area: 'network', severity: 'broken', clouds: AWS },
  'subnet-uses-other-table': { area: 'network', severity: 'broken', clouds: AWS },
  'subnet-without-pod-routes': { area: 'network', severity: 'warning', clouds: AWS },
  'table-unused': { area: 'network', severity: 'warning', clouds: AWS },
  'instance-of-two-clusters': { area: 'network', severity: 'warning', clouds: AWS },
  'network-not-found': { area: 'network', severity: 'broken', clouds: GCP },
  'route-missing': { area: 'routes', severity: 'broken', clouds: BOTH },
  'route-stale': { area: 'routes', severity: 'broken', clouds: BOTH },
  'route-blackhole': { area: 'routes', severity: 'broken', clouds: BOTH },
  'route-contested': { area: 'routes', severity: 'broken', clouds: BOTH },
  'route-shadowed': { area: 'routes', severity: 'broken', clouds: BOTH },
  'node-stopped': { area: 'routes', severity: 'note', clouds: BOTH },
  'no-nodes': { area: 'routes', severity: 'warning', clouds: BOTH },
  'source-dest-check-on': { area: 'forwarding', severity: 'broken', clouds: AWS },
  'ip-forward-off': { area: 'forwarding', severity: 'broken', clouds: GCP },
  'pod-cidr-refused': { area: 'addresses', severity: 'broken', clouds: BOTH },
  'pod-cidr-unreadable': { area: 'addresses', severity: 'broken', clouds: BOTH },
  'node-not-told': { area: 'addresses', severity: 'broken', clouds: BOTH },
  'no-free-range': { area: 'addresses', severity: 'broken', clouds: BOTH },
  'node-states-nothing': { area: 'addresses', severity: 'warning', clouds: BOTH },
  'node-of-other-cluster': { area: 'addresses', severity: 'note', clouds: GCP },
  'pod-cidr-doubled': { area: 'addresses', severity: 'broken', clouds: BOTH },
  'cluster-cidr-in-network': { area: 'addresses', severity: 'warning', clouds: BOTH },
  'cluster-cidrs-overlap': { area: 'addresses', severity: 'warning', clouds: BOTH },
  'quota-full': { area: 'quota', severity: 'broken', clouds: BOTH },
  'quota-nearly-full': { area: 'quota', severity: 'warning', clouds: BOTH },
  'security-group-drops-pods': { area: 'firewall', severity: 'broken', clouds: AWS },
  'security-group-narrow': { area: 'firewall', severity: 'warning', clouds: AWS },
  'network-acl-drops-pods': { area: 'firewall', severity: 'broken', clouds: AWS },
  'network-acl-narrow': { area: 'firewall', severity: 'warning', clouds: AWS },
  'firewall-drops-pods': { area: 'firewall', severity: 'broken', clouds: GCP },
  'firewall-narrow': { area: 'firewall', severity: 'warning', clouds: GCP },
  'not-deployed': { area: 'deployment', severity: 'warning', clouds: BOTH },
  'function-missing': { area: 'deployment', severity: 'broken', clouds: BOTH },
  'function-not-active': { area: 'deployment', severity: 'broken', clouds: BOTH },
  'function-switched-off': { area: 'deployment', severity: 'broken', clouds: AWS },
  'function-settings-differ': { area: 'deployment', severity: 'warning', clouds: BOTH },
  'trigger-missing': { area: 'deployment', severity: 'broken', clouds: BOTH },
  'trigger-disabled': { area: 'deployment', severity: 'broken', clouds: BOTH },
  'mapping-missing': { area: 'deployment', severity: 'broken', clouds: AWS },
  'schedule-failing': { area: 'deployment', severity: 'warning', clouds: GCP },
  'invoker-missing': { area: 'deployment', severity: 'broken', clouds: GCP },
  'dead-letters-waiting': { area: 'dead-letters', severity: 'warning', clouds: BOTH },
  'undelivered-events-waiting': { area: 'dead-letters', severity: 'warning', clouds: AWS },
  'dead-letters-detached': { area: 'dead-letters', severity: 'note', clouds: GCP },
  'permission-missing': { area: 'permissions', severity: 'warning', clouds: BOTH },
  'role-permission-missing': { area: 'permissions', severity: 'broken', clouds: BOTH },
};
