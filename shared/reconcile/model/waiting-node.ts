import type { Cidr } from './ranges/cidr.ts';

/** So many are remembered of a node: those of both families, or the cluster's. */
export const MAX_RANGES = 10;

/** A live node that claims a range which another instance holds. */
export interface WaitingNode {
  readonly id: string;
  /** All that it claims, sorted. */
  readonly ranges: readonly Cidr[];
}
