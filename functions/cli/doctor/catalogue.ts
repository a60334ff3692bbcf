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
  /** Why it matters, for somebody who has never heard of it. */
  readonly why: string;
}

const AWS = ['aws'] as const;
const GCP = ['gcp'] as const;
const BOTH = ['aws', 'gcp'] as const;

/** Everything that the doctor can find. The ids are part of the contract: scripts match on them. */
export const CATALOGUE = {
  'no-cluster-table': {
    area: 'network',
    severity: 'broken',
    clouds: AWS,
    why: 'Routes are kept in the tables that carry the tag of the cluster, and in no other.',
  },
  'table-not-found': {
    area: 'network',
    severity: 'broken',
    clouds: AWS,
    why: 'Nothing is written as long as a table that ROUTE_TABLE_IDS names does not exist in this region.',
  },
  'tables-in-several-vpcs': {
    area: 'network',
    severity: 'broken',
    clouds: AWS,
    why: 'A cluster lives in one VPC. With tables of several, nobody can tell which is meant, so nothing is written.',
  },
  'subnet-uses-other-table': {
    area: 'network',
    severity: 'broken',
    clouds: AWS,
    why: 'Packets that leave a subnet follow the table of that subnet. Its nodes do not see the pod routes.',
  },
  'subnet-without-pod-routes': {
    area: 'network',
    severity: 'warning',
    clouds: AWS,
    why: 'The instances of the cluster in there, such as controllers, do not reach pods: webhooks and logs fail.',
  },
  'table-unused': {
    area: 'network',
    severity: 'warning',
    clouds: AWS,
    why: 'No packet follows a table that is neither a main table nor associated with a subnet.',
  },
  'instance-of-two-clusters': {
    area: 'network',
    severity: 'warning',
    clouds: AWS,
    why: 'Both clusters take the instance for their node and route to it.',
  },
  'network-not-found': {
    area: 'network',
    severity: 'broken',
    clouds: GCP,
    why: 'Without the network there is nothing to route in.',
  },
  'route-missing': {
    area: 'routes',
    severity: 'broken',
    clouds: BOTH,
    why: 'Packets to pods of this node are dropped, or go to the internet gateway.',
  },
  'route-stale': {
    area: 'routes',
    severity: 'broken',
    clouds: BOTH,
    why: 'Packets go to an instance or an interface that these pods are not on.',
  },
  'route-blackhole': {
    area: 'routes',
    severity: 'broken',
    clouds: BOTH,
    why: 'The target of the route is gone, so the packets are dropped.',
  },
  'route-contested': {
    area: 'routes',
    severity: 'broken',
    clouds: BOTH,
    why: 'Whoever holds the route keeps it: packets to pods of the node that claims the range go elsewhere.',
  },
  'route-shadowed': {
    area: 'routes',
    severity: 'broken',
    clouds: BOTH,
    why: 'The most specific route wins: part of the range of the node leads elsewhere, whatever its own route says.',
  },
  'node-stopped': {
    area: 'routes',
    severity: 'note',
    clouds: BOTH,
    why: 'Its pods do not run. Its routes stay: they work again as soon as it does.',
  },
  'no-nodes': {
    area: 'routes',
    severity: 'warning',
    clouds: BOTH,
    why: 'A node is an instance that states its pod CIDR. Without any there is nothing to route to.',
  },
  'source-dest-check-on': {
    area: 'forwarding',
    severity: 'broken',
    clouds: AWS,
    why: 'EC2 drops packets from and to pods: their addresses are not the ones of the interface.',
  },
  'ip-forward-off': {
    area: 'forwarding',
    severity: 'broken',
    clouds: GCP,
    why: 'The network drops packets from and to pods: their addresses are not the ones of the VM.',
  },
  'pod-cidr-refused': {
    area: 'addresses',
    severity: 'broken',
    clouds: BOTH,
    why: 'A node gets routes only for a range that is its own: inside the cluster CIDR, clear of the network and of others.',
  },
  'pod-cidr-unreadable': {
    area: 'addresses',
    severity: 'broken',
    clouds: BOTH,
    why: 'Nobody knows which pods are on the node, so it gets no new route and keeps those that it has.',
  },
  'pod-cidr-doubled': {
    area: 'addresses',
    severity: 'broken',
    clouds: BOTH,
    why: 'Only one of them can have the route; pods of the other get no packets.',
  },
  'cluster-cidr-in-network': {
    area: 'addresses',
    severity: 'warning',
    clouds: BOTH,
    why: 'The network itself answers for these addresses: no node can use them for pods.',
  },
  'cluster-cidrs-overlap': {
    area: 'addresses',
    severity: 'warning',
    clouds: BOTH,
    why: 'One of the ranges says nothing that the other does not. It may be a slip of the pen.',
  },
  'quota-full': {
    area: 'quota',
    severity: 'broken',
    clouds: BOTH,
    why: 'Routes are missing, and there is no room for them: a resync cannot make them.',
  },
  'quota-nearly-full': {
    area: 'quota',
    severity: 'warning',
    clouds: BOTH,
    why: 'When the quota is reached, new nodes get no routes.',
  },
  'security-group-drops-pods': {
    area: 'firewall',
    severity: 'broken',
    clouds: AWS,
    why: 'Packets of pods carry pod addresses. A rule that names a security group does not match them, only a range does.',
  },
  'security-group-narrow': {
    area: 'firewall',
    severity: 'warning',
    clouds: AWS,
    why: 'Some packets between pods are dropped, now or when more nodes come.',
  },
  'network-acl-drops-pods': {
    area: 'firewall',
    severity: 'broken',
    clouds: AWS,
    why: 'A network ACL stands between subnets: pods in other subnets are cut off.',
  },
  'network-acl-narrow': {
    area: 'firewall',
    severity: 'warning',
    clouds: AWS,
    why: 'Some packets between pods of different subnets are dropped. An ACL knows no connections: answers count too.',
  },
  'firewall-drops-pods': {
    area: 'firewall',
    severity: 'broken',
    clouds: GCP,
    why: 'Packets of pods carry pod addresses. What no rule lets in from their range is dropped by the implied rule.',
  },
  'firewall-narrow': {
    area: 'firewall',
    severity: 'warning',
    clouds: GCP,
    why: 'Some packets between pods are dropped, now or when more nodes come.',
  },
  'not-deployed': {
    area: 'deployment',
    severity: 'warning',
    clouds: BOTH,
    why: 'Routes are right only as long as somebody runs podroutes resync after every change.',
  },
  'function-missing': {
    area: 'deployment',
    severity: 'broken',
    clouds: BOTH,
    why: 'Parts of a deployment are there and the function is not: events come and nobody answers them.',
  },
  'function-not-active': {
    area: 'deployment',
    severity: 'broken',
    clouds: BOTH,
    why: 'The function cannot run, so no event and no schedule changes a route.',
  },
  'function-switched-off': {
    area: 'deployment',
    severity: 'broken',
    clouds: AWS,
    why: 'With a reserved concurrency of 0, Lambda runs no copy of the function.',
  },
  'function-settings-differ': {
    area: 'deployment',
    severity: 'warning',
    clouds: BOTH,
    why: 'The function works on another cluster, or on other ranges or tables, than this command looks at.',
  },
  'trigger-missing': {
    area: 'deployment',
    severity: 'broken',
    clouds: BOTH,
    why: 'The function does not hear of these events.',
  },
  'trigger-disabled': {
    area: 'deployment',
    severity: 'broken',
    clouds: BOTH,
    why: 'The trigger is there and switched off: the function does not hear of these events.',
  },
  'mapping-missing': {
    area: 'deployment',
    severity: 'broken',
    clouds: AWS,
    why: 'Nothing takes events out of the queue: they pile up for a day and are gone.',
  },
  'schedule-failing': {
    area: 'deployment',
    severity: 'warning',
    clouds: GCP,
    why: 'The last scheduled resync ended with an error. What events missed is not repaired.',
  },
  'invoker-missing': {
    area: 'deployment',
    severity: 'broken',
    clouds: GCP,
    why: 'Cloud Run refuses calls of a service account that does not have the invoker role.',
  },
  'dead-letters-waiting': {
    area: 'dead-letters',
    severity: 'warning',
    clouds: BOTH,
    why: 'Events were given up after several tries. The schedule repairs the routes; the reason stands in the function’s log.',
  },
  'undelivered-events-waiting': {
    area: 'dead-letters',
    severity: 'warning',
    clouds: AWS,
    why: 'EventBridge could not put events into the queue: its policy or its key was changed.',
  },
  'dead-letters-detached': {
    area: 'dead-letters',
    severity: 'note',
    clouds: GCP,
    why: 'Events that the function never takes are dropped after a day and nobody hears of it.',
  },
  'permission-missing': {
    area: 'permissions',
    severity: 'warning',
    clouds: BOTH,
    why: 'podroutes resync by hand fails on it. What is deployed runs under an identity of its own.',
  },
  'role-permission-missing': {
    area: 'permissions',
    severity: 'broken',
    clouds: BOTH,
    why: 'The deployed function is refused this call, whatever event comes.',
  },
} as const satisfies Readonly<Record<string, FindingType>>;

export type FindingId = keyof typeof CATALOGUE;
