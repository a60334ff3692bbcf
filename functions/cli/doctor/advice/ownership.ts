import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';

/** Who would miss a route that podroutes does not keep. `nobody`: it leads to a gateway, or to what is gone. */
export type RouteHolder =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'cluster'; readonly cluster: string }
  /** `label`: what it leads to, for people. */
  | { readonly kind: 'live'; readonly label: string };

/** Whose nodes and routes are, as far as the cloud tells. */
export interface Ownership {
  /** The other cluster that a node belongs to. */
  readonly clusterOf: (node: Instance) => string | undefined;
  readonly holderOf: (route: RouteEntry) => RouteHolder;
}

/** Why a route that somebody depends on is not offered for deletion, as it stands in a sentence. */
export function holderText(holder: Exclude<RouteHolder, { kind: 'nobody' }>): string {
  if (holder.kind === 'cluster') return `it belongs to cluster ${holder.cluster}, whose pods would lose it`;
  return `it leads to ${holder.label}, which would get no more packets if it were deleted`;
}
