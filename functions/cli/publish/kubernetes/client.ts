import {
  CoreV1Api,
  createConfiguration,
  PatchStrategy,
  type RequestContext,
  type ResponseContext,
  ServerConfiguration,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { REQUEST_TIMEOUT, withTimeLimit } from '../../../../shared/reconcile/cloud/time-limit.ts';
import type { KubernetesNode } from '../../../../shared/reconcile/publication/kubernetes-node.ts';
import { type AbortableKubeConfig, type KubeConfigOptions, loadKubeConfig } from './kube-config.ts';
import { toKubernetesError } from './kubernetes-error.ts';
import { networkCondition } from './network-condition.ts';
import { parseNode } from './node-object.ts';
import type { NodesApi, WatchListener } from './nodes-api.ts';

const PAGE_SIZE = 500;

/** Seconds after which the server ends a watch, as Kubernetes' own clients ask for it: nobody watches a stale copy for ever. */
const WATCH_SECONDS = 300;

function coreApi(config: AbortableKubeConfig, server: string, timeout: number): CoreV1Api {
  const deadline = {
    pre: (request: RequestContext) => {
      request.setSignal(AbortSignal.timeout(timeout));
      return Promise.resolve(request);
    },
    post: (response: ResponseContext) => Promise.resolve(response),
  };
  return new CoreV1Api(
    createConfiguration({
      baseServer: new ServerConfiguration(server, {}),
      authMethods: { default: config },
      promiseMiddleware: [deadline],
    }),
  );
}

/** Settles when the watch has ended, or `signal` has ended it. */
function watchNodes(
  config: AbortableKubeConfig,
  server: string,
  resourceVersion: string,
  { onOpen, onEvent }: WatchListener,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let hasEnded = false;
    const close = () => {
      config.closeWatch();
      resolve();
    };
    signal.addEventListener('abort', close, { once: true });
    const onEnd = (error: unknown) => {
      hasEnded = true;
      signal.removeEventListener('abort', close);
      if (error === null || error === undefined) resolve();
      else reject(toKubernetesError(error, 'watch nodes', server));
    };
    const onAnswer = (running: AbortController) => {
      // It was to end before there was anything to close.
      if (signal.aborted) running.abort();
      else if (!hasEnded) onOpen();
    };
    const query = { resourceVersion, allowWatchBookmarks: true, timeoutSeconds: WATCH_SECONDS };
    new Watch(config).watch('/api/v1/nodes', query, onEvent, onEnd).then(onAnswer).catch(onEnd);
  });
}

/** The API server of a kubeconfig, or of the Pod's own cluster. Throws SettingsError where there is none. */
export function openNodesApi(options: KubeConfigOptions, timeout = REQUEST_TIMEOUT): NodesApi {
  const config = loadKubeConfig(options);
  const server = config.getCurrentCluster()?.server ?? '';
  const core = coreApi(config, server, timeout);
  const call = async <Result>(verb: string, send: () => Promise<Result>): Promise<Result> => {
    try {
      // Credentials may come from a program.
      return await withTimeLimit(send(), timeout);
    } catch (error) {
      throw toKubernetesError(error, verb, server);
    }
  };
  return {
    server,
    async list() {
      const nodes: KubernetesNode[] = [];
      for (let _continue: string | undefined; ;) {
        const request = { limit: PAGE_SIZE, ...(_continue === undefined ? {} : { _continue }) };
        const { items, metadata } = await call('list nodes', () => core.listNode(request));
        nodes.push(...items.map(parseNode).filter((node) => node !== undefined));
        _continue = metadata?._continue;
        if (!_continue) return { nodes, resourceVersion: metadata?.resourceVersion ?? '' };
      }
    },
    watch: (resourceVersion, listener, signal) => watchNodes(config, server, resourceVersion, listener, signal),
    async setNetworkUnavailable(name, isUnavailable, now) {
      const body = { status: { conditions: [networkCondition(isUnavailable, now)] } };
      const header = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
      await call('patch nodes/status', () => core.patchNodeStatus({ name, body }, header));
    },
  };
}
