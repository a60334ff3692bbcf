/** Room for the pod ranges of 16,384 nodes. */
export const FLEET_CIDR = '100.64.0.0/10';

/** The pod range of node `i`, a /24 as in the lab. */
export const podRange = (i: number): string => `100.${64 + (i >> 8)}.${i & 255}.0/24`;
