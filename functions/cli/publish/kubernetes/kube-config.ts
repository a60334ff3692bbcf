import { KubeConfig } from '@kubernetes/client-node';
import { SettingsError } from '../../../../shared/reconcile/settings.ts';
import { readError } from '../../errors/named-file.ts';

export interface KubeConfigOptions {
  /** Instead of KUBECONFIG, ~/.kube/config and the account of the Pod. */
  readonly kubeconfig?: string | undefined;
  /** Instead of the current one. */
  readonly context?: string | undefined;
}

type FetchOptions = ReturnType<KubeConfig['applyToFetchOptions']>;

/** A configuration that can end its watches: the client's own `abort` does not reach a watch that was never answered. */
export class AbortableKubeConfig extends KubeConfig {
  #agent: { destroy(): void } | undefined;

  /** Only watches are made with this. Each has an agent, and so connections, of its own. */
  override async applyToFetchOptions(...options: Parameters<KubeConfig['applyToFetchOptions']>): FetchOptions {
    const init = await super.applyToFetchOptions(...options);
    this.#agent = typeof init.agent === 'object' ? init.agent : undefined;
    return init;
  }

  closeWatch(): void {
    this.#agent?.destroy();
  }
}

/** Throws SettingsError where there is no cluster to talk to. */
export function loadKubeConfig({ kubeconfig, context }: KubeConfigOptions): AbortableKubeConfig {
  const config = new AbortableKubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    if (kubeconfig !== undefined && readError(error, kubeconfig) !== error) throw readError(error, kubeconfig);
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new SettingsError([`the kubeconfig cannot be read: ${line}`]);
  }
  if (context !== undefined) {
    const names = config.getContexts().map(({ name }) => name);
    if (!names.includes(context)) throw new SettingsError([`the kubeconfig has no context "${context}"`]);
    config.setCurrentContext(context);
  }
  // What the client falls back to when it finds nothing.
  const isGuess = config.getCurrentCluster()?.server === 'http://localhost:8080' && kubeconfig === undefined;
  if (config.getCurrentCluster() === null || isGuess)
    throw new SettingsError(['there is no kubeconfig and no account of a Pod; set KUBECONFIG or use --kubeconfig']);
  return config;
}
