import { readReport } from '../../support/testbed/log.ts';
import { Cluster } from './cluster.ts';
import { type EventBridgeEvent, queued, stateChange } from './events/events.ts';
import { BUILT, SETTINGS, WarmFunction } from './function/warm-function.ts';
import { type InterceptingProxy, startInterceptingProxy } from './proxy.ts';
import { resetMoto } from './suite/shell.ts';

function startFunctionBehind(proxy: InterceptingProxy): Promise<WarmFunction> {
  return WarmFunction.start(BUILT, { ...SETTINGS, AWS_ENDPOINT_URL: proxy.url });
}

/** A cluster on moto and the built function beside it. */
export class MotoTestbed implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly proxy: InterceptingProxy;
  podRoutes: WarmFunction;

  private constructor(cluster: Cluster, proxy: InterceptingProxy, podRoutes: WarmFunction) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.podRoutes = podRoutes;
  }

  static async start(): Promise<MotoTestbed> {
    await resetMoto();
    const cluster = await Cluster.make();
    const proxy = await startInterceptingProxy();
    return new MotoTestbed(cluster, proxy, await startFunctionBehind(proxy));
  }

  /** Goes on with a function that knows nothing of what it was told so far. */
  async coldStart(): Promise<void> {
    await this.podRoutes[Symbol.asyncDispose]();
    this.podRoutes = await startFunctionBehind(this.proxy);
  }

  /** Delivers events as one batch; answers which messages come back. */
  async deliver(...events: readonly EventBridgeEvent[]): Promise<unknown> {
    return this.podRoutes.invoke(queued(...events));
  }

  /** Tells the function that instances are in a state now. */
  async deliverStates(state: string, ...instances: readonly string[]): Promise<void> {
    const answer = JSON.stringify(await this.deliver(...instances.map((id) => stateChange(id, state))));
    if (answer !== '{"batchItemFailures":[]}')
      throw new Error(`left undone: ${answer}\n${this.podRoutes.log.join('\n')}`);
  }

  async resync() {
    return readReport(await this.podRoutes.invoke({ action: 'resync' }));
  }

  /** The writes to route tables since the last time it was asked. */
  writes(): string[] {
    const calls = this.proxy.calls.splice(0);
    return calls.filter((action) => /^(Create|Replace|Delete)Route$/.test(action));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.podRoutes[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
  }
}
