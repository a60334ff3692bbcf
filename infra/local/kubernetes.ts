/** A Kubernetes API of Nodes, for whoever publishes what it gave to them. */
export { type LocalKubernetes, startLocalKubernetes } from './kubernetes/local-kubernetes.ts';
export { type KubeletCloud, runAwsKubelets, runGcpKubelets } from './kubernetes/kubelets.ts';
