/** Why each finding matters, for somebody who has never heard of it. */
export const EXPLANATIONS = {
  'no-cluster-table': 'Routes are kept in the tables that carry the tag of the cluster, and in no other.',
  'table-not-found': 'Nothing is written as long as a table that ROUTE_TABLE_IDS names does not exist in this region.',
  'tables-in-several-vpcs':
    'A cluster lives in one VPC. With tables of several, nobody can tell which is meant, so nothing is written.',
  'subnet-uses-other-table':
    'Packets that leave a subnet follow the table of that subnet. Its nodes do not see the pod routes.',
  'subnet-without-pod-routes':
    'The instances of the cluster in there, such as controllers, do not reach pods: webhooks and logs fail.',
  'table-unused': 'No packet follows a table that is neither a main table nor associated with a subnet.',
  'instance-of-two-clusters': 'Both clusters take the instance for their node and route to it.',
  'network-not-found': 'Without the network there is nothing to route in.',
  'route-missing': 'Packets to pods of this node are dropped, or go to the internet gateway.',
  'route-stale': 'Packets go to an instance or an interface that these pods are not on.',
  'route-blackhole': 'The target of the route is gone, so the packets are dropped.',
  'route-contested':
    'Whoever holds the route keeps it: packets to pods of the node that claims the range go elsewhere.',
  'route-shadowed':
    'The most specific route wins: part of the range of the node leads elsewhere, whatever its own route says.',
  'node-stopped': 'Its pods do not run. Its routes stay: they work again as soon as it does.',
  'no-nodes': 'A node is an instance that states its pod CIDR. Without any there is nothing to route to.',
  'source-dest-check-on': 'EC2 drops packets from and to pods: their addresses are not the ones of the interface.',
  'ip-forward-off': 'The network drops packets from and to pods: their addresses are not the ones of the VM.',
  'pod-cidr-refused':
    'A node gets routes only for a range that is its own: inside the cluster CIDR, clear of the network and of others.',
  'pod-cidr-unreadable':
    'Nobody knows which pods are on the node, so it gets no new route and keeps those that it has.',
  'node-not-told':
    'It asks for a range (pod-cidr=auto) and waits: whoever has the right to tell it one has not run since or lacks the right, or another node states the range.',
  'no-free-range': 'It asks for a range (pod-cidr=auto) and gets the next that comes free: until then it runs no pods.',
  'node-states-nothing':
    'It looks like a node and gets no routes. In a group from one template nobody can state a range: let its nodes ask (auto).',
  'node-of-other-cluster': 'It is left alone: no range is asked of it, and no route of it is touched.',
  'pod-cidr-doubled':
    'Only one of them can have the route; pods of the other get no packets. A tag or metadata may have been copied with the node.',
  'cluster-cidr-in-network': 'The network itself answers for these addresses: no node can use them for pods.',
  'cluster-cidrs-overlap': 'One of the ranges contains the other. It may be a typing error.',
  'quota-full': 'Routes are missing, and there is no room for them: a resync cannot make them.',
  'quota-nearly-full': 'When the quota is reached, new nodes get no routes.',
  'security-group-drops-pods':
    'Packets of pods carry pod addresses. A rule that names a security group does not match them, only a range does.',
  'security-group-narrow': 'Some packets between pods are dropped, now or when more nodes come.',
  'network-acl-drops-pods': 'A network ACL stands between subnets: pods in other subnets are cut off.',
  'network-acl-narrow':
    'Some packets between pods of different subnets are dropped. An ACL knows no connections: answers count too.',
  'firewall-drops-pods':
    'Packets of pods carry pod addresses. What no rule lets in from their range is dropped by the implied rule.',
  'firewall-narrow': 'Some packets between pods are dropped, now or when more nodes come.',
  'not-deployed': 'Routes are right only as long as somebody runs podroutes resync after every change.',
  'function-missing': 'Parts of a deployment are there and the function is not: events come and nobody answers them.',
  'function-not-active': 'The function cannot run, so no event and no schedule changes a route.',
  'function-switched-off': 'With a reserved concurrency of 0, Lambda runs no copy of the function.',
  'function-settings-differ':
    'The function works on another cluster, or on other ranges or tables, than this command looks at.',
  'trigger-missing': 'The function does not hear of these events.',
  'trigger-disabled': 'The trigger is there and switched off: the function does not hear of these events.',
  'mapping-missing': 'Nothing takes events out of the queue: they pile up for a day and are gone.',
  'schedule-failing': 'The last scheduled resync ended with an error. What events missed is not repaired.',
  'invoker-missing': 'Cloud Run refuses calls of a service account that does not have the invoker role.',
  'dead-letters-waiting':
    'Events were given up after several tries. The schedule repairs the routes; the reason stands in the function’s log.',
  'undelivered-events-waiting': 'EventBridge could not put events into the queue: its policy or its key was changed.',
  'dead-letters-detached': 'Events that the function never takes are dropped after a day and nobody hears of it.',
  'permission-missing': 'podroutes resync by hand fails on it. What is deployed runs under an identity of its own.',
  'role-permission-missing': 'The deployed function is refused this call, whatever event comes.',
} as const;

export type FindingId = keyof typeof EXPLANATIONS;
