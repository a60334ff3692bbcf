import type { InstanceState } from '../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import type { KubernetesNode } from '../../../../shared/reconcile/publication/kubernetes-node.ts';
import type { NetworkView, StatingInstance } from '../../../../shared/reconcile/publication/publication-cloud.ts';

interface InstanceExample {
  readonly text?: string;
  readonly published?: string;
  readonly state?: InstanceState;
  readonly address?: string;
}

/** Instance `i-ID` with an interface `eni-i-ID`. */
export function instance(id: string, example: InstanceExample = {}): StatingInstance {
  const { text, published, state = 'running', address } = example;
  return {
    id,
    name: id,
    providerKey: id,
    state,
    addresses: address === undefined ? [] : [address],
    targetIds: [`eni-${id}`],
    statement: { ...(text === undefined ? {} : { text }), ...(published === undefined ? {} : { published }) },
  };
}

/** A Node of the instance of that id. */
export function kubernetesNode(name: string, podCidrs: readonly string[], id = `i-${name}`): KubernetesNode {
  return { name, podCidrs, providerId: `aws:///us-east-1a/${id}`, internalAddresses: [] };
}

export function view(
  instances: readonly StatingInstance[],
  routes: readonly Route[] = [],
  tables = ['rtb-1'],
): NetworkView {
  return { tables, routes, instances, gaps: [] };
}
