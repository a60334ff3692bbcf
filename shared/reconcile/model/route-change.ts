import type { Cidr } from './ranges/cidr.ts';
import type { Instance } from './instance.ts';
import type { Route } from './route.ts';

export type ChangeReason =
  | 'missing'
  | 'blackhole'
  | 'target gone'
  | 'wrong interface'
  | 'node claims another range'
  | 'duplicate'
  | 'adopted'
  | 'allocated';

interface ChangeBase {
  readonly table: string;
  readonly destination: Cidr;
  readonly reason: ChangeReason;
  /** No event asked for this change: the routes had drifted from the claims. */
  readonly drift: boolean;
}

/** One planned write. */
export type RouteChange =
  | (ChangeBase & { readonly action: 'create'; readonly node: Instance })
  | (ChangeBase & { readonly action: 'replace'; readonly node: Instance; readonly before: Route })
  /** `duplicateOf`: the route that does the same; without it, this one must not be deleted. */
  | (ChangeBase & { readonly action: 'delete'; readonly before: Route; readonly duplicateOf?: Route });
