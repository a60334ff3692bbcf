import { deployGcp } from '../../../infra/local/gcp-deployment.ts';
import {
  GCP_TUTORIAL,
  type LocalEventarc,
  type LocalGce,
  type LocalGceOptions,
  seedTutorialNetwork,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import { captureLog, type LogLine, readReport } from './log.ts';

/** Retries without pauses. */
const FAST_RETRY_POLICY = { maxRetries: 5, initialBackoff: 1, operationTimeout: 200 };

/** Everything between a VM and its route, on one machine: client, HTTP, functions framework, events. */
export interface GcpTestbed extends AsyncDisposable {
  readonly gce: LocalGce;
  readonly cloud: Cloud;
  readonly eventarc: LocalEventarc;
  readonly url: string;
  readonly lines: LogLine[];
  /** Delivers what waits, once. */
  deliver(): Promise<void>;
  post(payload: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
  invokeManually(payload: object): Promise<ReturnType<typeof readReport>>;
  /** The routes inside the cluster CIDR as `name -> next hop`. */
  routes(): Record<string, string>;
}

interface GcpTestbedOptions extends LocalGceOptions {
  /** On which the function lives. */
  readonly clock?: VirtualClock;
  readonly settings?: Record<string, string>;
  readonly retries?: number;
  /** Milliseconds of real time; see `Coalescer`. */
  readonly debounce?: number;
  /** Gives each reconcile the signal that ends it. */
  readonly deadline?: () => AbortSignal;
  /** The same for its reads. */
  readonly end?: () => AbortSignal;
}

export async function startGcpTestbed(options: GcpTestbedOptions = {}): Promise<GcpTestbed> {
  const {
    settings = {},
    retries = FAST_RETRY_POLICY.maxRetries,
    deadline,
    end,
    debounce = 20,
    clock = new VirtualClock(),
    ...rest
  } = options;
  const gce = await startLocalGce(rest);
  seedTutorialNetwork(gce.backend);
  const { log, lines } = captureLog('gcp');
  const retryPolicy = { ...FAST_RETRY_POLICY, maxRetries: retries };
  const ending = { ...(deadline === undefined ? {} : { deadline }), ...(end === undefined ? {} : { end }) };
  const server = await deployGcp(gce, {
    log,
    settings,
    retryPolicy,
    clock,
    debounce,
    ...ending,
  });
  const { cloud, eventarc } = server;

  const post: GcpTestbed['post'] = async (payload, headers = { 'content-type': 'application/json' }) => {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const response = await fetch(server.url, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };
  return {
    gce,
    cloud,
    eventarc,
    lines,
    post,
    url: server.url,
    deliver: () => eventarc.drain(server.url),
    invokeManually: async (payload) => readReport((await post(payload)).body),
    routes: () =>
      Object.fromEntries(
        gce.backend
          .routesOf(GCP_TUTORIAL.network)
          .filter(({ destRange }) => /^(10\.200\.|fd00:10:)/.test(destRange))
          .map((route) => [route.path.split('/').at(-1), route.nextHop.value]),
      ),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await gce.close();
    },
  };
}
