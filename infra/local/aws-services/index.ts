import type { CallLog } from '../common/call-log.ts';
import { type BrokenConnection, ConnectionBroken } from '../common/broken-connection.ts';
import { connectionError, type Fault, type FaultInjector } from '../common/fault-injector.ts';
import { Params } from '../ec2/http/params.ts';
import { eventsActions } from './events.ts';
import { IAM_VERSION, iamCall, iamError } from './iam.ts';
import { isLambda, lambdaCall } from './lambda.ts';
import { logsActions } from './logs.ts';
import type { AwsServices } from './model.ts';
import { sqsActions } from './sqs.ts';
import { json, ServiceError, type WireResponse, type WireRequest } from './wire.ts';

export { tagKeysIn } from './iam.ts';
export { LogGroup } from './log-group.ts';
export { AwsServices, type Messages, messagesIn, type Role } from './model.ts';
export { DEFAULT_BUS } from './rules/model.ts';

interface Context {
  readonly services: AwsServices;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
}

interface Service {
  /** Its prefix in IAM: the log and the faults know actions as `sqs:ListQueues`. */
  readonly prefix: string;
  /** The media type of its answers. */
  readonly type: string;
  readonly call: { readonly action: string; readonly run: () => WireResponse } | undefined;
  readonly refuse: (error: ServiceError) => WireResponse;
}

/** Services that speak JSON in the same way, by the name in their calls' headers. */
const JSON_1_1 = new Map([
  ['AWSEvents', { prefix: 'events', actions: eventsActions }],
  ['Logs_20140328', { prefix: 'logs', actions: logsActions }],
]);

const jsonError = ({ code, message, status }: ServiceError) =>
  json(status, { __type: code, message }, { 'x-amzn-errortype': code });

/** As its older query protocol calls errors of SQS. */
const OLDER_NAMES: Readonly<Record<string, string>> = {
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
};

/** SQS also names the error as its older query protocol does. */
function sqsError(error: ServiceError): WireResponse {
  const answer = jsonError(error);
  const older = OLDER_NAMES[error.code] ?? error.code;
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${older};Sender` } };
}

const lambdaError = ({ code, message, status }: ServiceError) =>
  json(status, { Type: 'User', Message: message }, { 'x-amzn-errortype': code });

function serviceOf({ services, faults }: Context, request: WireRequest, requestId: string): Service | undefined {
  const [target = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const { body } = request;
  if (target === 'AmazonSQS') {
    const endpoint = `http://${request.headers.host}`;
    const run = sqsActions[action];
    return {
      prefix: 'sqs',
      type: 'application/x-amz-json-1.0',
      call: run && { action, run: () => json(200, run(services, body, endpoint)) },
      refuse: sqsError,
    };
  }
  const newer = JSON_1_1.get(target);
  if (newer !== undefined) {
    const run = newer.actions[action];
    return {
      prefix: newer.prefix,
      type: 'application/x-amz-json-1.1',
      call: run && { action, run: () => json(200, run(services, body)) },
      refuse: jsonError,
    };
  }
  if (isLambda(request)) {
    const call = lambdaCall(services, request);
    return { prefix: 'lambda', type: 'application/json', call, refuse: lambdaError };
  }
  const params = Params.parse(body);
  if (params.text('Version') !== IAM_VERSION) return undefined;
  const grant = (each: string) => {
    faults.stopFailing(each);
    faults.stopFailing(each.replace(/^ec2:/, ''));
  };
  return {
    prefix: 'iam',
    type: 'text/xml',
    call: iamCall({ requestId, services, params, grant }),
    refuse: (error) => iamError(error, requestId),
  };
}

/** The error of a planned fault, in the words of the services unless it brings its own. */
function denied(account: string, action: string, { code, message, status = 403 }: Fault): ServiceError {
  const user = `arn:aws:iam::${account}:user/local`;
  return new ServiceError(code, message ?? `User: ${user} is not authorized to perform: ${action}`, status);
}

/** Answers a request for a service other than EC2; undefined when it is for EC2. */
export function answerService(context: Context, request: WireRequest): WireResponse | BrokenConnection | undefined {
  const requestId = context.services.requestId();
  const service = serviceOf(context, request, requestId);
  if (service === undefined) return undefined;
  const answered = answerCall(context, service);
  if (typeof answered === 'string') return answered;
  const complete = (answer: WireResponse): WireResponse => {
    const type = answer.body === '' ? {} : { 'content-type': service.type };
    return { ...answer, headers: { 'x-amzn-requestid': requestId, ...type, ...answer.headers } };
  };
  const { later, ...now } = answered;
  return { ...complete(now), ...(later === undefined ? {} : { later: later.then(complete) }) };
}

function answerCall(context: Context, service: Service): WireResponse | BrokenConnection {
  const { calls, faults, services } = context;
  const action = `${service.prefix}:${service.call?.action ?? 'unknown'}`;
  try {
    if (service.call === undefined) throw new ServiceError('UnknownOperationException', 'The local cloud lacks this.');
    const fault = faults.next(action);
    const failure = fault && (connectionError(fault) ?? denied(services.account, action, fault));
    if (failure !== undefined && fault?.when !== 'after') throw failure;
    const answer = service.call.run();
    if (failure !== undefined) throw failure;
    calls.record({ action });
    return answer;
  } catch (error) {
    if (error instanceof ConnectionBroken) {
      calls.record({ action, error: error.name });
      return error.connection;
    }
    if (!(error instanceof ServiceError)) throw error;
    calls.record({ action, error: error.code });
    return service.refuse(error);
  }
}
