import { clustersIn } from '../../../../shared/aws/names.ts';
import { nodeLabel } from '../analyze/routes.ts';
import type { Ownership, RouteHolder } from '../advice/ownership.ts';
import type { InstanceFacts } from './instances.ts';

/** Gateways to which a route may be made anew at any time. Behind others, such as endpoints, there are machines. */
const GATEWAY = /^(?:igw|eigw|nat|tgw|pcx|lgw|cagw)-/;

/** Instances belong to the cluster that they are tagged for; those without such a tag could be this one's. */
export function awsOwnership(instances: readonly InstanceFacts[], cluster: string): Ownership {
  const clusters = new Map(instances.map(({ id, tagKeys }) => [id, clustersIn(tagKeys)]));
  const clusterOf: Ownership['clusterOf'] = ({ id }) => {
    const names = clusters.get(id) ?? [];
    return names.includes(cluster) ? undefined : names[0];
  };
  return {
    clusterOf,
    holderOf: ({ node, state, target = '' }): RouteHolder => {
      const other = node && clusterOf(node);
      if (other !== undefined) return { kind: 'cluster', cluster: other };
      if (node !== undefined) return { kind: 'live', label: nodeLabel(node) };
      return state === 'blackhole' || GATEWAY.test(target) ? { kind: 'nobody' } : { kind: 'live', label: target };
    },
  };
}
