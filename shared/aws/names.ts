/** The name of the stack and the function: a cluster's name may have characters that AWS does not allow there. */
export function stackName(cluster: string): string {
  return `podroutes-${cluster.replaceAll(/[^A-Za-z0-9-]/g, '-')}`;
}

/** The group that the function logs to. */
export function logGroupName(cluster: string): string {
  return `/aws/lambda/${stackName(cluster)}`;
}

const CLUSTER_TAG = 'kubernetes.io/cluster/';

/** Key of the tag by which route tables and instances belong to a cluster; its value does not matter. */
export function clusterTag(cluster: string): string {
  return CLUSTER_TAG + cluster;
}

/** The clusters that tags name. */
export function clustersIn(tagKeys: Iterable<string>): string[] {
  return [...tagKeys].filter((key) => key.startsWith(CLUSTER_TAG)).map((key) => key.slice(CLUSTER_TAG.length));
}

/** The tag that states the ranges of a node's pods: people write it, and podroutes where a node asks for a range. */
export const POD_CIDR_TAG = 'pod-cidr';

/** The source of what podroutes publishes on the event bus. */
export const OUTCOME_SOURCE = 'podroutes';
