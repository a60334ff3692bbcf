import type { Cidr } from './cidr.ts';
import type { Instance } from './instance.ts';
import type { Route } from './route.ts';

export type ChangeReason =
  'missing' | 'blackhole' | 'target gone' | 'wrong interface' | 'node claims another range' | 'duplicate';

interface ChangeBase {
  readonly table: string;
  readonly destination: Cidr;
  readonly reason: ChangeReason;
  /** No event asked for this change: the tables had drifted from what the nodes say. */
  readonly drift: boolean;
}

/** One write, decided and not yet done. */
export type RouteChange =
  | (ChangeBase & { readonly action: 'create'; readonly node: Instance })
  | (ChangeBase & { readonly action: 'replace'; readonly node: Instance; readonly before: Route })
  /** `beside`: the route that makes this one needless; where it is gone, this one is not. */
  | (ChangeBase & { readonly action: 'delete'; readonly before: Route; readonly duplicateOf?: Route });
