import { makeLogger } from '../../../../functions/common/log.ts';
import { Reconciler } from '../../../../functions/common/reconciler.ts';
import { makeRequestHandler } from '../../../../functions/gcp/request-handler.ts';
import type { ComputeClients } from '../../../../shared/gcp/api/client.ts';
import { computeCloud } from '../../../../shared/gcp/cloud.ts';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import type { DirectTransport } from '../cloud/direct-transport.ts';
import { RestartableProcess } from '../../run/restartable-process.ts';
import { withOverrides } from '../../run/with-overrides.ts';
import type { SimulatedProcess, CallScheduler } from '../../run/call-scheduler.ts';

export interface FunctionOptions {
  readonly config: GcpConfig;
  /** Shared by all functions of a process: to make them takes a tenth of a second. */
  readonly clients: ComputeClients;
  readonly transport: DirectTransport;
  /** How often a call is tried again. */
  readonly retries: number;
  readonly scheduler: CallScheduler;
  /** Milliseconds that a reconcile may take, if that is limited. */
  readonly timeLimit: () => number | undefined;
  readonly write: (line: string) => void;
}

type RequestHandler = ReturnType<typeof makeRequestHandler>;
type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const isMethod = (value: unknown): value is Method => typeof value === 'function';

/** The clients as one life sees them: its calls go through the turnstile. */
function clientsFor(proc: SimulatedProcess, { clients, transport, scheduler }: FunctionOptions): ComputeClients {
  const scheduled = <Client extends object>(client: Client, actions: Readonly<Record<string, string>>): Client =>
    withOverrides(client, (name, value) => {
      const action = actions[name];
      if (action === undefined || !isMethod(value)) return undefined;
      return (...args: unknown[]) => {
        const [input] = args;
        const call = { action, input: typeof input === 'object' && input !== null ? input : {} };
        return scheduler.submit(proc, call, () => transport.call(action, args, () => value.apply(client, args)));
      };
    });
  const { instances, routes, operations, zoneOperations } = clients;
  return {
    // The product calls what is beneath the client's own method, which hides part of the answer.
    instances: withOverrides(
      scheduled(instances, { get: 'instances.get', setMetadata: 'instances.setMetadata' }),
      (name) =>
        name === 'innerApiCalls'
          ? scheduled(instances.innerApiCalls, { aggregatedList: 'instances.aggregatedList' })
          : undefined,
    ),
    routes: scheduled(routes, {
      list: 'routes.list',
      get: 'routes.get',
      insert: 'routes.insert',
      delete: 'routes.delete',
    }),
    operations: scheduled(operations, { wait: 'globalOperations.wait' }),
    zoneOperations: scheduled(zoneOperations, { wait: 'zoneOperations.wait' }),
  };
}

function start(proc: SimulatedProcess, options: FunctionOptions): RequestHandler {
  const { config, retries, scheduler, timeLimit, write } = options;
  const { clock } = scheduler;
  const processClock = clock.clockFor(proc);
  const retryPolicy = { maxRetries: retries, initialBackoff: 100, operationTimeout: 240_000 };
  const cloud = computeCloud(clientsFor(proc, options), config, { retryPolicy, clock: processClock });
  const worker = new Reconciler(cloud, config.cluster, makeLogger('gcp', { write }), {
    clock: processClock,
    deadline: () => {
      const milliseconds = timeLimit();
      return milliseconds === undefined ? new AbortController().signal : clock.timeout(milliseconds);
    },
  });
  return makeRequestHandler(
    () => worker,
    0,
    () => config.project,
  );
}

/** The Cloud Run function, with each of its API calls going through the turnstile. */
export class GcpFunction extends RestartableProcess<RequestHandler> {
  constructor(surroundings: FunctionOptions) {
    super((life) => start(life, surroundings));
  }

  handle(headers: Readonly<Record<string, string>>, body: unknown) {
    return this.entryPoint(headers, body);
  }
}
