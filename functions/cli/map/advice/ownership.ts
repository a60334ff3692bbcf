import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Snapshot } from '../../../../shared/reconcile/model/snapshot.ts';
import type { Ownership, RouteHolder } from '../../doctor/advice/ownership.ts';
import { nodeLabel } from '../../doctor/analyze/routes.ts';

/** The routes that another cluster's podroutes made, which say so on GCP alone. */
function routesOfOthers({ routes }: Snapshot) {
  return routes.flatMap(({ table, name, destination, nextHop }) => {
    if (nextHop.kind !== 'foreign' || nextHop.cluster === undefined) return [];
    return [{ table, name, destination, cluster: nextHop.cluster.name, instanceId: nextHop.cluster.instanceId }];
  });
}

/**
 * Whose nodes and routes are, as far as the snapshot alone tells: what is not known to be nobody's counts as somebody's, so that
 * no route is offered for deletion that the doctor would keep.
 */
export function ownershipIn(snapshot: Snapshot): Ownership {
  const others = routesOfOthers(snapshot);
  return {
    clusterOf: ({ id, claim }: Instance) => {
      const stated: readonly string[] = claim.kind === 'stated' ? claim.values : [];
      return others.find(({ instanceId, destination }) => instanceId === id && stated.includes(destination))?.cluster;
    },
    holderOf: ({ table, name, destination, node, state, target = '' }): RouteHolder => {
      if (node !== undefined) return { kind: 'live', label: nodeLabel(node) };
      const other = others.find(
        (route) => route.table === table && route.name === name && route.destination === destination,
      );
      if (other !== undefined) return { kind: 'cluster', cluster: other.cluster };
      return state === 'blackhole' ? { kind: 'nobody' } : { kind: 'live', label: target };
    },
  };
}
