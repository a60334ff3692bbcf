import { createHash } from 'node:crypto';
import { Ec2Error } from '../ec2/errors.ts';

/** Where an instance comes from and goes to. */
export type Place = 'EC2' | 'AutoScalingGroup' | 'WarmPool';

/** An instance in the wait state of a lifecycle hook, until it is completed or times out. */
export interface LifecycleAction {
  readonly kind: 'launch' | 'terminate';
  readonly instance: string;
  readonly group: string;
  readonly hook: string;
  readonly token: string;
  readonly origin: Place;
  readonly destination: Place;
  readonly notificationMetadata?: string | undefined;
  state: 'waiting' | 'CONTINUE' | 'ABANDON' | 'timed out' | 'cancelled';
}

export type LifecycleResult = 'CONTINUE' | 'ABANDON';

interface Waiting {
  /** Milliseconds until it times out, counted again from each heartbeat. */
  readonly heartbeat: number;
  readonly onEnd: (end: 'timed out' | LifecycleResult) => void;
  heartbeats: number;
}

type Description = Omit<LifecycleAction, 'token' | 'state'>;

/** What a request names an action by. */
export interface ActionReference {
  readonly group: string;
  readonly hook: string;
  readonly token: string | undefined;
  readonly instance: string | undefined;
}

/** All lifecycle actions there were, with the time that those which wait have left. */
export class LifecycleActions {
  readonly all: LifecycleAction[] = [];
  readonly #waiting = new Map<LifecycleAction, Waiting>();
  readonly #timeout: (milliseconds: number) => AbortSignal;

  constructor(timeout: (milliseconds: number) => AbortSignal) {
    this.#timeout = timeout;
  }

  /** An action that nothing but a request ends. */
  begin(description: Description): LifecycleAction {
    const action: LifecycleAction = { ...description, token: tokenFor(this.all.length), state: 'waiting' };
    this.all.push(action);
    return action;
  }

  /** Lets the action time out, and tells how it ended. */
  watch(action: LifecycleAction, heartbeat: number, onEnd: Waiting['onEnd']): void {
    const waiting = { heartbeat, onEnd, heartbeats: 0 };
    this.#waiting.set(action, waiting);
    this.#schedule(action, waiting);
  }

  complete(reference: ActionReference, result: LifecycleResult): void {
    this.#end(this.#active(reference), result);
  }

  heartbeat(reference: ActionReference): void {
    const action = this.#active(reference);
    const waiting = this.#waiting.get(action);
    if (waiting === undefined) return;
    waiting.heartbeats += 1;
    this.#schedule(action, waiting);
  }

  /** Nobody waits for the action any more. */
  cancel(action: LifecycleAction): void {
    this.#waiting.delete(action);
    action.state = 'cancelled';
  }

  #schedule(action: LifecycleAction, waiting: Waiting): void {
    const { heartbeats } = waiting;
    const onTimeout = () => {
      if (this.#waiting.get(action)?.heartbeats === heartbeats) this.#end(action, 'timed out');
    };
    this.#timeout(waiting.heartbeat).addEventListener('abort', onTimeout, { once: true });
  }

  #end(action: LifecycleAction, end: 'timed out' | LifecycleResult): void {
    const waiting = this.#waiting.get(action);
    this.#waiting.delete(action);
    action.state = end;
    waiting?.onEnd(end);
  }

  #active({ group, hook, token, instance }: ActionReference): LifecycleAction {
    const action = this.all.findLast(
      (each) => each.group === group && each.hook === hook && (each.token === token || each.instance === instance),
    );
    if (action?.state === 'waiting' && (token === undefined || action.token === token)) return action;
    const what = instance === undefined ? `token ${token}` : `instance ID ${instance}`;
    throw new Ec2Error('ValidationError', `No active Lifecycle Action found with ${what}`);
  }
}

export function tokenFor(count: number): string {
  const hex = createHash('sha256').update(`lifecycle ${count}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
