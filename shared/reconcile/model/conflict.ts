import type { Cidr } from './cidr.ts';

/** A range that more than one party wants; the present holder keeps it. */
export interface Conflict {
  readonly destination: Cidr;
  /** Ids of the nodes that claim it. */
  readonly nodes: readonly string[];
  readonly reason: string;
}

/** A remark about one node. */
export interface NodeNote {
  readonly node: string;
  readonly reason: string;
}
