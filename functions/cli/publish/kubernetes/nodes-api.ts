import type { KubernetesNode } from '../../../../shared/reconcile/publication/kubernetes-node.ts';

interface NodeList {
  readonly nodes: readonly KubernetesNode[];
  /** From where a watch goes on. */
  readonly resourceVersion: string;
}

/** What a watch says. */
export interface WatchListener {
  /** It was answered: from now on it is quiet only because nothing happens, or because it is dead. */
  readonly onOpen: () => void;
  /** As the API writes it. */
  readonly onEvent: (type: string, object: unknown) => void;
}

/** All that publishing asks of Kubernetes. Its methods throw KubernetesErrors. */
export interface NodesApi {
  /** Where it is, for people. */
  readonly server: string;
  list(): Promise<NodeList>;
  /** Settles when the watch has ended: by the server, or by `signal`. */
  watch(resourceVersion: string, listener: WatchListener, signal: AbortSignal): Promise<void>;
  /** Sets the condition NetworkUnavailable as Kubernetes' route controller does. */
  setNetworkUnavailable(node: string, isUnavailable: boolean, now: number): Promise<void>;
}
