import { CallLog } from '../common/call-log.ts';
import { FaultInjector } from '../common/fault-injector.ts';
import { Ec2Backend } from '../ec2/backend/backend.ts';
import type { LocalEc2 } from '../ec2/local-ec2.ts';
import { type Respond, startServer } from '../ec2/http/server.ts';
import { answer } from './answer.ts';
import { type AutoScalingEvent, lifecycleEvent } from './events.ts';
import { converge, onInstanceState } from './groups/converge.ts';
import type { Fleet, Group } from './groups/model.ts';
import { type LifecycleAction, LifecycleActions } from './lifecycle-actions.ts';

type EventListener = (event: AutoScalingEvent) => void;

export interface LocalAutoScalingOptions {
  /** Fires after so many milliseconds, as `ManualClock.timeout`; in real time without it. */
  readonly timeout?: (milliseconds: number) => AbortSignal;
}

/**
 * Auto Scaling: groups that launch instances in a local EC2, and lifecycle hooks that hold them. It does something when
 * EC2 announces a change, when it is asked to, or when a hook times out; nothing else drives it.
 */
export class LocalAutoScaling implements AsyncDisposable {
  readonly calls = new CallLog();
  readonly faults = new FaultInjector();
  readonly #lifecycle: LifecycleActions;
  readonly #fleet: Fleet;
  readonly #listeners = new Set<EventListener>();
  #close: () => Promise<void> = async () => {};
  /** Whatever comes on the connections that are open now is never answered. */
  loseConnections: () => void = () => {};
  url = '';
  /** Does what a request over HTTP does. */
  respond: Respond = () => 'closed';

  private constructor(backend: Ec2Backend, timeout: (milliseconds: number) => AbortSignal) {
    this.#lifecycle = new LifecycleActions(timeout);
    this.#fleet = {
      backend,
      actions: this.#lifecycle,
      groups: new Map(),
      publish: (event) => this.#publish(event),
      onAnswer: (group) => converge(this.#fleet, group),
    };
  }

  /** Beside `ec2`, or without instances of its own. */
  static async start(
    ec2?: Pick<LocalEc2, 'backend'>,
    options: LocalAutoScalingOptions = {},
  ): Promise<LocalAutoScaling> {
    const { backend } = ec2 ?? { backend: new Ec2Backend() };
    const { timeout = (milliseconds: number) => AbortSignal.timeout(milliseconds) } = options;
    const service = new LocalAutoScaling(backend, timeout);
    const stop = backend.onEvent(({ detail }) => onInstanceState(service.#fleet, detail['instance-id'], detail.state));
    const context = { fleet: service.#fleet, calls: service.calls, faults: service.faults };
    const server = await startServer(0, (params) => answer(context, params));
    service.url = `http://127.0.0.1:${server.port}`;
    service.respond = server.respond;
    service.loseConnections = () => server.loseConnections();
    service.#close = async () => {
      stop();
      await server.close();
    };
    return service;
  }

  /** All lifecycle actions so far. */
  get actions(): readonly LifecycleAction[] {
    return this.#lifecycle.all;
  }

  /** A group as it is now; undefined once it is deleted. */
  group(name: string): Group | undefined {
    return this.#fleet.groups.get(name);
  }

  /** Calls `listener` with every event, in order. Returns the way to stop that. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Puts an instance of no group into the wait state and sends the event. `more` overrides the event's detail. */
  hold(kind: LifecycleAction['kind'], instance: string, more: object = {}): LifecycleAction {
    const [origin, destination] =
      kind === 'launch' ? (['EC2', 'AutoScalingGroup'] as const) : (['AutoScalingGroup', 'EC2'] as const);
    const action = this.#lifecycle.begin({ kind, instance, group: 'workers', hook: 'podroutes', origin, destination });
    this.#publish(lifecycleEvent(this.#fleet.backend.state, action, more));
    return action;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #publish(event: AutoScalingEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
