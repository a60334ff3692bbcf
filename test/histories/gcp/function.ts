import { makeLogger } from '../../../functions/common/log.ts';
import { Worker } from '../../../functions/common/worker.ts';
import { makeAnswerer } from '../../../functions/gcp/answer.ts';
import type { ComputeClients } from '../../../shared/gcp/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import type { GcpConfig } from '../../../shared/gcp/config.ts';
import { Mortal } from '../mortal.ts';
import type { Life, Turnstile } from '../turnstile.ts';

export interface Surroundings {
  readonly config: GcpConfig;
  /** Shared by all functions of a process: to make them takes a tenth of a second. */
  readonly clients: ComputeClients;
  /** How often a call is tried again. */
  readonly retries: number;
  readonly turnstile: Turnstile;
  /** Milliseconds that a reconcile may take, if that is limited. */
  readonly limit: () => number | undefined;
  readonly write: (line: string) => void;
}

type Answerer = ReturnType<typeof makeAnswerer>;
type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const isMethod = (value: unknown): value is Method => typeof value === 'function';

/** `target` with what `instead` answers for some of its properties. */
function overlaid<Target extends object>(target: Target, instead: (name: string, value: unknown) => unknown): Target {
  return new Proxy(target, {
    get(_, name): unknown {
      const value: unknown = Reflect.get(target, name);
      const other = typeof name === 'string' ? instead(name, value) : undefined;
      return other ?? (typeof value === 'function' ? value.bind(target) : value);
    },
  });
}

/** The clients as one life sees them: its calls go through the turnstile. */
function clientsOf(life: Life, { clients, turnstile }: Surroundings): ComputeClients {
  const guarded = <Client extends object>(client: Client, actions: Readonly<Record<string, string>>): Client =>
    overlaid(client, (name, value) => {
      const action = actions[name];
      if (action === undefined || !isMethod(value)) return undefined;
      return (...args: unknown[]) => {
        const [input] = args;
        const call = { action, input: typeof input === 'object' && input !== null ? input : {} };
        return turnstile.enter(life, call, () => value.apply(client, args));
      };
    });
  const { instances, routes, operations } = clients;
  return {
    // The product calls what is beneath the client's own method, which hides part of the answer.
    instances: overlaid(instances, (name) =>
      name === 'innerApiCalls'
        ? guarded(instances.innerApiCalls, { aggregatedList: 'instances.aggregatedList' })
        : undefined,
    ),
    routes: guarded(routes, {
      list: 'routes.list',
      get: 'routes.get',
      insert: 'routes.insert',
      delete: 'routes.delete',
    }),
    operations: guarded(operations, { wait: 'globalOperations.wait' }),
  };
}

function start(life: Life, surroundings: Surroundings): Answerer {
  const { config, retries, turnstile, limit, write } = surroundings;
  const { clock } = turnstile;
  const runtime = clock.runtimeFor(life);
  const patience = { retries, firstWait: 100, deadline: 240_000 };
  const cloud = computeCloud(clientsOf(life, surroundings), config, { patience, runtime });
  const worker = new Worker(cloud, config.cluster, makeLogger('gcp', { write }), {
    runtime,
    limit: () => {
      const milliseconds = limit();
      return milliseconds === undefined ? new AbortController().signal : clock.timeout(milliseconds);
    },
  });
  return makeAnswerer(
    () => worker,
    0,
    () => config.project,
  );
}

/** The Cloud Run function, with each of its API calls going through the turnstile. */
export class GcpFunction extends Mortal<Answerer> {
  constructor(surroundings: Surroundings) {
    super((life) => start(life, surroundings));
  }

  answer(headers: Readonly<Record<string, string>>, body: unknown) {
    return this.entry(headers, body);
  }
}
