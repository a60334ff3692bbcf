import type { Cidr } from './cidr.ts';

/** A live node that claims a range which another instance holds. */
export interface WaitingNode {
  readonly id: string;
  /** All that it claims, sorted. */
  readonly ranges: readonly Cidr[];
}
