import type { Instance } from './instance.ts';
import type { Route } from './route.ts';
import type { Cidr } from './cidr.ts';

/**
 * How much of the network a snapshot shows. `complete`: everything, so what is absent is gone. `named`: only what was
 * asked for; what was asked for and not found stands in `missing`. `partial`: a listing with holes, so nothing may be deleted.
 */
type Coverage = 'complete' | 'scoped' | 'partial';

/** What a cloud looked like when it was read: all that `plan` knows. */
export interface Snapshot {
  readonly coverage: Coverage;
  readonly tables: readonly string[];
  readonly instances: readonly Instance[];
  /** Routes of `tables`; in a `named` view all of them too. */
  readonly routes: readonly Route[];
  /** The network's own ranges, which no pod CIDR may overlap. */
  readonly reserved: readonly Cidr[];
  /** Instance ids, interfaces or addresses that were asked for by name and do not exist. */
  readonly notFound: readonly string[];
  /** Why the view is partial, for the report. */
  readonly gaps: readonly string[];
}
