import type { Cidr } from './ranges/cidr.ts';

/** A range that several nodes claim, or that somebody else holds; the holder keeps it. */
export interface Conflict {
  readonly destination: Cidr;
  /** Ids of the nodes that claim it. */
  readonly nodes: readonly string[];
  readonly reason: string;
}

export interface NodeNote {
  readonly node: string;
  readonly reason: string;
}

/** `refused`: what it states is not accepted, until somebody mends it. Otherwise it states no range, which may be meant. */
export interface SkippedNode extends NodeNote {
  readonly refused?: true;
}
