/** A Kubernetes API of Nodes, for whoever publishes what it gave to them. */
export {
  type LocalKubernetes,
  type LocalKubernetesOptions,
  startLocalKubernetes,
} from './kubernetes/local-kubernetes.ts';
export type { Condition, NodeInput, NodeObject } from './kubernetes/node-object.ts';
