import * as z from 'zod/mini';
import type { AwsServices, LambdaFunction, Mapping } from './model.ts';
import { json, jsonIn, parse, ServiceError, type WireResponse, type WireRequest } from './wire.ts';

interface Call {
  readonly services: AwsServices;
  readonly request: WireRequest;
  /** The variable part of the path. */
  readonly id: string;
}

interface Route {
  readonly action: string;
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (call: Call) => WireResponse;
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 404);
}

function functionBy({ services, id }: Call): LambdaFunction {
  const found = services.functions.get(id);
  if (found === undefined) throw notFound(`Function not found: ${services.arn('lambda', `function:${id}`)}`);
  return found;
}

function configuration(call: Call): WireResponse {
  const { name, role, environment, state, description = '', lastModified } = functionBy(call);
  return json(200, {
    FunctionName: name,
    FunctionArn: call.services.arn('lambda', `function:${name}`),
    Description: description,
    Runtime: 'nodejs24.x',
    Role: call.services.arn('iam', `role/${role}`),
    Handler: 'dist/aws/handler.handler',
    Environment: { Variables: environment },
    State: state,
    ...(state === 'Failed' || state === 'Inactive'
      ? { StateReason: 'The function is broken.', StateReasonCode: 'InternalError' }
      : {}),
    LastModified: lastModified ?? '2026-01-01T08:00:00.000+0000',
    LastUpdateStatus: 'Successful',
    Architectures: ['arm64'],
  });
}

function mappingJson(services: AwsServices, { id, functionName, queue, batchSize, enabled }: Mapping): object {
  return {
    UUID: id,
    FunctionArn: services.arn('lambda', `function:${functionName}`),
    EventSourceArn: services.arn('sqs', queue),
    State: enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    BatchSize: batchSize,
  };
}

function mappings({ services, request }: Call): WireResponse {
  const name = request.url.searchParams.get('FunctionName');
  const all = [...services.mappings.values()];
  const mine = all.filter(({ functionName }) => name === null || functionName === name);
  return json(200, { EventSourceMappings: mine.map((each) => mappingJson(services, each)) });
}

const NewMapping = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: z._default(z.number(), 10),
});

function createMapping(call: Call): WireResponse {
  const {
    FunctionName: functionName,
    EventSourceArn: arn,
    BatchSize: batchSize,
  } = parse(NewMapping, call.request.body);
  functionBy({ ...call, id: functionName });
  const id = `00000000-0000-4000-8000-${String(call.services.mappings.size + 1).padStart(12, '0')}`;
  const mapping = { id, functionName, queue: arn.split(':').at(-1) ?? '', batchSize, enabled: true };
  call.services.mappings.set(id, mapping);
  return json(202, mappingJson(call.services, mapping));
}

function updateMapping({ services, request, id }: Call): WireResponse {
  const mapping = services.mappings.get(id);
  if (mapping === undefined) throw notFound('The resource you requested does not exist.');
  const { Enabled: enabled } = parse(z.object({ Enabled: z.optional(z.boolean()) }), request.body);
  if (enabled !== undefined) mapping.enabled = enabled;
  return json(202, mappingJson(services, mapping));
}

function concurrency(call: Call): WireResponse {
  const { reserved } = functionBy(call);
  return json(200, reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
}

function dropConcurrency(call: Call): WireResponse {
  delete functionBy(call).reserved;
  return { status: 204, headers: {}, body: '' };
}

/** As the function's runtime reports what was thrown. */
async function outcome(answer: Promise<unknown>): Promise<WireResponse> {
  try {
    return json(200, (await answer) ?? null);
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    return json(200, { errorType, errorMessage, trace: [] }, { 'x-amz-function-error': 'Unhandled' });
  }
}

function invoke(call: Call): WireResponse {
  const { invoke: run } = functionBy(call);
  if (run === undefined) throw new ServiceError('ServiceException', 'The local cloud has only the name of it.', 500);
  const answered = outcome(run(jsonIn(call.request.body)));
  const isEvent = call.request.headers['x-amz-invocation-type'] === 'Event';
  return { status: 202, headers: {}, body: '', ...(isEvent ? {} : { later: answered }) };
}

const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const MAPPINGS = /^\/2015-03-31\/event-source-mappings\/?()$/;
const MAPPING = /^\/2015-03-31\/event-source-mappings\/([^/]+)$/;
const CONFIGURATION = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/;
const CONCURRENCY = /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/;
const DELETE_CONCURRENCY = /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/;

const ROUTES: readonly Route[] = [
  { action: 'GetFunctionConfiguration', method: 'GET', path: CONFIGURATION, answer: configuration },
  { action: 'GetFunctionConcurrency', method: 'GET', path: CONCURRENCY, answer: concurrency },
  { action: 'DeleteFunctionConcurrency', method: 'DELETE', path: DELETE_CONCURRENCY, answer: dropConcurrency },
  { action: 'Invoke', method: 'POST', path: INVOCATIONS, answer: invoke },
  { action: 'ListEventSourceMappings', method: 'GET', path: MAPPINGS, answer: mappings },
  { action: 'CreateEventSourceMapping', method: 'POST', path: MAPPINGS, answer: createMapping },
  { action: 'UpdateEventSourceMapping', method: 'PUT', path: MAPPING, answer: updateMapping },
];

export const lambdaActions: readonly string[] = ROUTES.map(({ action }) => action);

/** Whether a request is for Lambda, whose paths begin with the date of an API version. */
export const isLambda = ({ url }: WireRequest): boolean => /^\/20\d\d-\d\d-\d\d\//.test(url.pathname);

/** The call of Lambda that a request is; undefined where there is no such call. */
export function lambdaCall(services: AwsServices, request: WireRequest) {
  const route = ROUTES.find(({ method, path }) => method === request.method && path.test(request.url.pathname));
  if (route === undefined) return undefined;
  const id = decodeURIComponent(route.path.exec(request.url.pathname)?.[1] ?? '');
  return { action: route.action, run: () => route.answer({ services, request, id }) };
}
