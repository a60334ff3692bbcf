import type { Cidr } from './ranges/cidr.ts';
import type { Instance } from './instance.ts';

export interface AllocatedRange {
  readonly cidr: Cidr;
  /** The first table has a route by which the node has it. */
  readonly isReserved: boolean;
}

/** What a node is to be given that asks for a range. */
export interface Allocation {
  readonly node: Instance;
  /** The route table in which a route reserves a range: the one of the lowest id. */
  readonly table: string;
  /** One for each family that it can be routed in; none where it is to give something up and nothing else is free. */
  readonly ranges: readonly AllocatedRange[];
  /** Further ranges that the first table has routes for: two functions reserved one each, or another node has it. */
  readonly surplus: readonly Cidr[];
  /** Ranges that it has by routes, of families in which it is given none: these go once it was told. */
  readonly unusable: readonly Cidr[];
  /** Whether reservations may be given up: not by a partial snapshot, which only creates. */
  readonly mayRelease: boolean;
}
