import type { Ownership, RouteHolder } from '../advice/ownership.ts';
import { nodeLabel } from '../analyze/routes.ts';
import type { InstanceFacts } from './instances.ts';
import type { StaticRoute } from './static-routes.ts';

/** VMs have no mark of their cluster, but the routes that podroutes makes have: whose route to what a VM states leads to it, has it. */
export function gcpOwnership(
  routes: readonly StaticRoute[],
  instances: readonly InstanceFacts[],
  cluster: string,
): Ownership {
  const byName = new Map(routes.map((route) => [route.name, route]));
  const foreign = routes.filter(({ marker }) => marker !== undefined && marker.cluster !== cluster);
  return {
    clusterOf: ({ id, claim }) => {
      const stated: readonly string[] = claim.kind === 'stated' ? claim.values : [];
      const own = foreign.filter(({ destination }) => stated.includes(destination));
      return own.find(({ marker }) => marker?.instanceId === id)?.marker?.cluster;
    },
    holderOf: ({ node, name = '', state, target = '' }): RouteHolder => {
      if (node !== undefined) return { kind: 'live', label: nodeLabel(node) };
      const { marker, leadsToGateway = false } = byName.get(name) ?? {};
      if (marker !== undefined && marker.cluster !== cluster) return { kind: 'cluster', cluster: marker.cluster };
      const vm = instances.find((each) => each.name === target || each.addresses.includes(target));
      if (vm !== undefined) return { kind: 'live', label: nodeLabel(vm) };
      return state === 'blackhole' || leadsToGateway ? { kind: 'nobody' } : { kind: 'live', label: target };
    },
  };
}
