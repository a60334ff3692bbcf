import { createHash } from 'node:crypto';

/** What Lambda allows for a function's name, which here is the stack's too. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_LENGTH = 64;

/**
 * The name of the stack and the function. A cluster's name may have characters that CloudFormation does not allow there; where one
 * was replaced, a hash tells the cluster from others whose names come out the same.
 */
export function stackName(cluster: string): string {
  const replaced = cluster.replaceAll(/[^A-Za-z0-9-]/g, '-');
  const hash = createHash('sha256').update(cluster).digest('hex').slice(0, 8);
  return `podroutes-${replaced}${replaced === cluster ? '' : `-${hash}`}`;
}

/** By how many characters a cluster's name is too long for a function; 0 where it fits. */
export function excessLength(cluster: string): number {
  return Math.max(0, stackName(cluster).length - MAX_LENGTH);
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

/** What the rule for route edits is described as, by whether the deployment wants them repaired at once (serverless.yml). */
export const ROUTE_EDIT_RULE = {
  on: 'Somebody edited a route',
  off: 'Somebody edited a route (cloudtrail-repair=false)',
} as const;

/** The source of what podroutes publishes on the event bus. */
export const OUTCOME_SOURCE = 'podroutes';
