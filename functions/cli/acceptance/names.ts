/** Key of the tag or label that a run's things carry from the call on that makes them; its value is the run. Also the prefix of names. */
export const RUN_TAG = 'podroutes-acceptance';

/** The cluster of a run that deploys nothing, and the name of what it makes. */
export const clusterOf = (run: string): string => `${RUN_TAG}-${run}`;

/** Of a network of its own: nothing else is ever routed there. */
export const NETWORK_RANGE = '10.254.0.0/24';
export const CLUSTER_CIDR = '10.253.0.0/16';
export const NODE_RANGES = ['10.253.0.0/24', '10.253.1.0/24'] as const;
