import { CallLog } from '../common/call-log.ts';
import { type BrokenConnection, ConnectionBroken } from '../common/broken-connection.ts';
import { connectionError, FaultInjector } from '../common/fault-injector.ts';
import { xmlDocument, type XmlObject } from '../common/xml.ts';
import type { QueryResponse } from '../ec2/http/dispatch.ts';
import { Ec2Error } from '../ec2/errors.ts';
import type { Params } from '../ec2/http/params.ts';
import { type Respond, startServer } from '../ec2/http/server.ts';
import { type LifecycleAction, lifecycleEvent, tokenFor } from './actions.ts';

const NAMESPACE = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';

const documentOf = (name: string, fields: XmlObject) => xmlDocument(name, NAMESPACE, fields, 'member');

type EventListener = (event: ReturnType<typeof lifecycleEvent>) => void;

/** The part of Auto Scaling that a lifecycle hook needs: it puts instances into a wait state and takes CompleteLifecycleAction over HTTP. */
export class LocalAutoScaling implements AsyncDisposable {
  readonly calls = new CallLog();
  readonly faults = new FaultInjector();
  readonly actions: LifecycleAction[] = [];
  readonly #listeners: EventListener[] = [];
  #close: () => Promise<void> = async () => {};
  /** Whatever comes on the connections that are open now is never answered. */
  loseConnections: () => void = () => {};
  url = '';
  /** Does what a request over HTTP does. */
  respond: Respond = () => 'closed';

  static async start(): Promise<LocalAutoScaling> {
    const service = new LocalAutoScaling();
    const server = await startServer(0, (params) => service.#answer(params));
    service.url = `http://127.0.0.1:${server.port}`;
    service.respond = server.respond;
    service.loseConnections = () => server.loseConnections();
    service.#close = () => server.close();
    return service;
  }

  onEvent(listener: EventListener): void {
    this.#listeners.push(listener);
  }

  /** Puts an instance into the wait state and sends the event. `more` overrides the event's detail. */
  hold(kind: LifecycleAction['kind'], instance: string, more: object = {}): LifecycleAction {
    const token = tokenFor(this.actions.length);
    const action: LifecycleAction = { kind, instance, token, group: 'workers', hook: 'podroutes', state: 'waiting' };
    this.actions.push(action);
    for (const listener of this.#listeners) listener(lifecycleEvent(action, more));
    return action;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #answer(params: Params): QueryResponse | BrokenConnection {
    const requestId = tokenFor(1_000_000 + this.calls.count());
    const name = params.text('Action') ?? '';
    try {
      const fault = this.faults.next(name);
      const broken = fault && connectionError(fault);
      if (broken !== undefined) throw broken;
      if (fault !== undefined) throw new Ec2Error(fault.code, fault.message ?? fault.code, fault.status);
      this.#complete(name, params);
      this.calls.record({ action: name });
      const fields = { [`${name}Result`]: '', ResponseMetadata: { RequestId: requestId } };
      return { status: 200, requestId, xml: documentOf(`${name}Response`, fields) };
    } catch (error) {
      if (error instanceof ConnectionBroken) return error.connection;
      if (!(error instanceof Ec2Error)) throw error;
      this.calls.record({ action: name, error: error.code });
      const fields = { Error: { Type: 'Sender', Code: error.code, Message: error.message }, RequestId: requestId };
      const xml = documentOf('ErrorResponse', fields);
      return { status: error.status, requestId, xml };
    }
  }

  #complete(name: string, params: Params): void {
    if (name !== 'CompleteLifecycleAction') throw new Ec2Error('InvalidAction', `${name} is not valid here.`);
    const [group, hook] = [params.need('AutoScalingGroupName'), params.need('LifecycleHookName')];
    const [token, instance] = [params.text('LifecycleActionToken'), params.text('InstanceId')];
    const result = params.need('LifecycleActionResult');
    const action = this.actions.find(
      (each) => each.group === group && each.hook === hook && (each.token === token || each.instance === instance),
    );
    if (action?.state !== 'waiting' || (token !== undefined && action.token !== token)) {
      const what = instance === undefined ? `token ${token}` : `instance ID ${instance}`;
      throw new Ec2Error('ValidationError', `No active Lifecycle Action found with ${what}`);
    }
    if (result !== 'CONTINUE' && result !== 'ABANDON') throw new Ec2Error('ValidationError', `${result} is no result`);
    action.state = result;
  }
}
