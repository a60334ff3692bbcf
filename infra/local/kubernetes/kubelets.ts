import type { LocalEc2 } from '../aws.ts';
import type { LocalGce } from '../gcp.ts';
import type { LocalKubernetes } from './local-kubernetes.ts';

export type KubeletCloud = 'aws' | 'gcp';

/** Of 10.200.0.0/16; the tutorial's workers state the first three themselves. */
const FIRST_RANGE = 100;
const LAST_RANGE = 255;

/** Registers Nodes as kubelets do, gives them ranges as kube-controller-manager does, and removes them as a cloud's node controller does. */
class NodeRegistry {
  readonly #kubernetes: LocalKubernetes;

  constructor(kubernetes: LocalKubernetes) {
    this.#kubernetes = kubernetes;
  }

  register(name: string, providerId: string): void {
    const { nodes } = this.#kubernetes;
    if (nodes.all.some(({ metadata }) => metadata.name === name)) return;
    const given = new Set(nodes.all.map(({ spec }) => spec.podCIDR));
    for (let i = FIRST_RANGE; i <= LAST_RANGE; i += 1) {
      const range = `10.200.${i}.0/24`;
      if (given.has(range)) continue;
      nodes.put({ name, providerId, podCidrs: [range] });
      return;
    }
    nodes.put({ name, providerId });
  }

  remove(name: string): void {
    const { nodes } = this.#kubernetes;
    if (nodes.all.some(({ metadata }) => metadata.name === name)) nodes.delete(name);
  }
}

/** Each instance that runs from now on is a Node. Returns the way to stop that. */
export function runAwsKubelets(ec2: LocalEc2, kubernetes: LocalKubernetes): () => void {
  const registry = new NodeRegistry(kubernetes);
  return ec2.onEvent(({ detail: { 'instance-id': id, state } }) => {
    const name = `${id}.ec2.internal`;
    if (state === 'running') registry.register(name, `aws:///us-east-1a/${id}`);
    if (state === 'terminated') registry.remove(name);
  });
}

/** The same for VMs that are made or deleted. */
export function runGcpKubelets(gce: LocalGce, kubernetes: LocalKubernetes): () => void {
  const registry = new NodeRegistry(kubernetes);
  return gce.onEvent(({ operation, protoPayload: { methodName, resourceName, status } }) => {
    const [, project, zone, name] = /^projects\/([^/]+)\/zones\/([^/]+)\/instances\/([^/]+)$/.exec(resourceName) ?? [];
    if (operation.last !== true || status !== undefined || name === undefined) return;
    if (methodName.endsWith('compute.instances.insert')) registry.register(name, `gce://${project}/${zone}/${name}`);
    if (methodName.endsWith('compute.instances.delete')) registry.remove(name);
  });
}
