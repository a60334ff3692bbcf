import { answerService, AwsServices } from '../aws-services/index.ts';
import { CallLog } from '../common/call-log.ts';
import { FaultInjector } from '../common/fault-injector.ts';
import { apiCall, type ApiCallListener } from './api-calls.ts';
import { autoSettle } from './auto-settle.ts';
import { answer } from './http/dispatch.ts';
import type { EventListener, TagListener } from './events.ts';
import { type Respond, startServer } from './http/server.ts';
import { StaleReads } from './stale-reads.ts';
import type { BackendOptions } from './backend/state.ts';
import { Ec2Backend } from './backend/backend.ts';

export interface LocalEc2Options extends BackendOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** After how many milliseconds a pending instance is running, and so on. Without it, `settle` does that. */
  readonly autoSettle?: number;
}

export interface LocalEc2 {
  readonly url: string;
  readonly port: number;
  /** Does what a request over HTTP does. */
  readonly respond: Respond;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  readonly backend: Ec2Backend;
  /** What the account has beside EC2, behind the same endpoint: functions, queues, rules, roles. */
  readonly services: AwsServices;
  /** Ends the transition of every instance: pending becomes running, stopping stopped, shutting-down terminated. */
  settle(): void;
  /** Calls `listener` with every state-change event, in order. Returns the way to stop that. */
  onEvent(listener: EventListener): () => void;
  /** Calls `listener` with every event of `aws.tag`. Returns the way to stop that. */
  onTagChange(listener: TagListener): () => void;
  /** Calls `listener` with every call over HTTP that was carried out. */
  onApiCall(listener: ApiCallListener): void;
  /** The next `count` calls of a Describe action see the state as it was before the latest write. */
  staleReads(action: string, count: number): void;
  /** Whatever comes on the connections that are open now is never answered. */
  loseConnections(): void;
  /** Closes the connections that are open now. */
  closeConnections(): void;
  close(): Promise<void>;
}

/** Starts an EC2 API on 127.0.0.1 with an empty account. */
export async function startLocalEc2(options: LocalEc2Options = {}): Promise<LocalEc2> {
  const backend = new Ec2Backend(options);
  const service = { backend, calls: new CallLog(), faults: new FaultInjector(options.now), stale: new StaleReads() };
  const { account, region, now, settings } = backend.state;
  const services = new AwsServices({ account, region, now, putEventsLost: settings.variants.putEventsLost });
  backend.onEvent((event) => services.passOn(event));
  backend.onTagChange((event) => services.passOn(event));
  const { calls, faults } = service;
  const listeners: ApiCallListener[] = [];
  const server = await startServer(
    options.port ?? 0,
    (params, signature) => {
      const answered = answer(service, params, signature);
      const call = listeners.length === 0 ? undefined : apiCall(params, signature, answered);
      if (call !== undefined) for (const listener of listeners) listener(call);
      return answered;
    },
    (request) => answerService({ services, calls, faults }, request),
  );
  const stopSettling = options.autoSettle === undefined ? undefined : autoSettle(backend, options.autoSettle);
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    respond: server.respond,
    calls,
    faults,
    backend,
    services,
    settle: () => backend.settle(),
    onEvent: (listener) => backend.onEvent(listener),
    onTagChange: (listener) => backend.onTagChange(listener),
    onApiCall: (listener) => void listeners.push(listener),
    staleReads: (action, count) => service.stale.plan(action, count),
    loseConnections: () => server.loseConnections(),
    closeConnections: () => server.closeConnections(),
    close: async () => {
      stopSettling?.();
      await server.close();
    },
  };
}
