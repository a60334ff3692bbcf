import { makeLogger } from '../../../functions/common/log.ts';
import { Worker } from '../../../functions/common/worker.ts';
import { makeAnswerer } from '../../../functions/gcp/answer.ts';
import type { ComputeClients } from '../../../shared/gcp/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import type { GcpConfig } from '../../../shared/gcp/config.ts';
import { Life, type Turnstile } from '../turnstile.ts';

export interface Surroundings {
  readonly config: GcpConfig;
  /** Shared by all functions of a process: to make them takes a tenth of a second. */
  readonly clients: ComputeClients;
  readonly retries: number;
  readonly now: () => number;
  /** Lets time pass: no pause takes any. */
  readonly pass: (milliseconds: number) => void;
  readonly write: (line: string) => void;
}

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const isMethod = (value: unknown): value is Method => typeof value === 'function';

/** `client` with the methods that `actions` names going through `enter`. */
function guarded<Client extends object>(
  client: Client,
  actions: Readonly<Record<string, string>>,
  enter: (action: string, input: unknown, send: () => Promise<unknown>) => Promise<unknown>,
): Client {
  return new Proxy(client, {
    get(target, name, receiver): unknown {
      const value: unknown = Reflect.get(target, name, receiver);
      const action = typeof name === 'string' ? actions[name] : undefined;
      if (action === undefined || !isMethod(value)) return typeof value === 'function' ? value.bind(target) : value;
      return (...args: unknown[]) => enter(action, args[0], () => value.apply(target, args));
    },
  });
}

/** The Cloud Run function, with each of its API calls going through the turnstile. */
export class GcpFunction {
  life = new Life();
  readonly #surroundings: Surroundings;
  readonly #clients: ComputeClients;
  #answer: ReturnType<typeof makeAnswerer> | undefined;

  constructor(surroundings: Surroundings, turnstile: Turnstile) {
    this.#surroundings = surroundings;
    const { instances, routes, operations } = surroundings.clients;
    const enter = (action: string, input: unknown, send: () => Promise<unknown>) =>
      turnstile.enter(this.life, { action, input: typeof input === 'object' && input !== null ? input : {} }, send);
    const calls = { list: 'routes.list', get: 'routes.get', insert: 'routes.insert', delete: 'routes.delete' };
    const listing = { aggregatedList: 'instances.aggregatedList' };
    this.#clients = {
      // The product calls what is beneath the client's own method, which hides part of the answer.
      instances: new Proxy(instances, {
        get(target, name, receiver): unknown {
          const value: unknown = Reflect.get(target, name, receiver);
          if (name === 'innerApiCalls') return guarded(target.innerApiCalls, listing, enter);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      }),
      routes: guarded(routes, calls, enter),
      operations: guarded(operations, { wait: 'globalOperations.wait' }, enter),
    };
  }

  /** A new process remembers nothing. */
  forget(): void {
    this.#answer = undefined;
  }

  answer(headers: Readonly<Record<string, string>>, body: unknown) {
    this.#answer ??= this.#start();
    return this.#answer(headers, body);
  }

  #start(): ReturnType<typeof makeAnswerer> {
    const { config, retries, now, pass, write } = this.#surroundings;
    // Without pauses, so that between two API calls nothing takes time.
    const patience = { retries, firstWait: 0, deadline: 60_000 };
    const cloud = computeCloud(this.#clients, config, patience);
    const runtime = { sleep: async (milliseconds: number) => void pass(milliseconds), now };
    const worker = new Worker(cloud, config.cluster, makeLogger('gcp', { write }), runtime);
    return makeAnswerer(() => worker, 0);
  }
}
