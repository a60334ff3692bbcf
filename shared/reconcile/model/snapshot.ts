import type { Instance } from './instance.ts';
import type { Route } from './route.ts';
import type { TableUsage } from './table-usage.ts';
import type { Cidr } from './ranges/cidr.ts';

/**
 * How much of the network a snapshot shows. `complete`: everything, so what is absent is deleted. `scoped`: only what was
 * asked for; what was not found is in `notFound`. `partial`: a listing with gaps, so nothing may be deleted.
 */
type Coverage = 'complete' | 'scoped' | 'partial';

/** The network as it was read: all that `plan` knows. */
export interface Snapshot {
  readonly coverage: Coverage;
  readonly tables: readonly string[];
  readonly instances: readonly Instance[];
  /** All routes of `tables`, also when `scoped`. */
  readonly routes: readonly Route[];
  /** The network's own ranges, which no pod CIDR may overlap. */
  readonly reserved: readonly Cidr[];
  /** Instance ids, interfaces or addresses that were looked up and do not exist. */
  readonly notFound: readonly string[];
  /** How full the tables are, where a quota is known. */
  readonly tableUsages?: readonly TableUsage[];
  /** Why the snapshot is partial, for the report. */
  readonly gaps: readonly string[];
}

export function postponedNodeIds(snapshot: Snapshot): string[] {
  return snapshot.instances.filter(({ claim }) => claim.kind === 'postponed').map(({ id }) => id);
}

/** Claims that could not be read for a transient reason: the nodes keep their routes, and the reconcile is retried. */
export function unreadClaims(snapshot: Snapshot): { readonly id: string; readonly reason: string }[] {
  return snapshot.instances.flatMap(({ id, state, claim }) =>
    claim.kind === 'unreadable' && claim.retryable && state !== 'deleted' ? [{ id, reason: claim.reason }] : [],
  );
}

/** Whether the next snapshot may tell more. */
export function isInconclusive(snapshot: Snapshot): boolean {
  return snapshot.coverage === 'partial' || unreadClaims(snapshot).length > 0;
}
