import type { CallLog } from '../common/call-log.ts';
import type { BrokenConnection } from '../common/broken-connection.ts';
import { connectionError, type Fault, type FaultInjector } from '../common/fault-injector.ts';
import type { ApiResponse, ApiRequest } from '../gce/http/dispatch.ts';
import type { State } from '../gce/backend/state.ts';
import { BadRequest } from './bad-request.ts';
import type { GcpServices } from './model.ts';
import { ROUTES } from './routes.ts';

export { type Binding, GcpServices } from './model.ts';

interface Context {
  readonly services: GcpServices;
  readonly state: State;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
}

const VERSIONED = /^\/v[123]\/(?<path>.+)$/;

/** An error as Google's newer APIs report it: the reason stands in the details. */
function errorOf(code: number, status: string, message: string, reason?: string): ApiResponse {
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
  const details = reason === undefined ? {} : { details: [info] };
  return { status: code, body: { error: { code, message, status, ...details } } };
}

function faultAnswer({ code, message, status = 403 }: Fault, action: string, path: string): ApiResponse {
  if (code === 'SERVICE_DISABLED') {
    return errorOf(403, 'PERMISSION_DENIED', `The API has not been used in ${path} before or it is disabled.`, code);
  }
  const reason = code === 'forbidden' ? 'IAM_PERMISSION_DENIED' : code;
  return errorOf(
    status,
    'PERMISSION_DENIED',
    message ?? `Permission '${action}' denied on resource '//${path}'`,
    reason,
  );
}

function answerOrRefuse(answer: () => object | undefined): object | undefined {
  try {
    return answer();
  } catch (error) {
    if (error instanceof BadRequest) return error;
    throw error;
  }
}

/** Answers a request for an API other than Compute Engine's; undefined when it is for Compute Engine. */
export function answerService(context: Context, request: ApiRequest): ApiResponse | BrokenConnection | undefined {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const whole = VERSIONED.exec(decodeURIComponent(pathname))?.groups?.['path'];
  if (whole === undefined) return undefined;
  const { calls, faults } = context;
  const route = ROUTES.find(({ method, pattern }) => method === request.method && pattern.test(whole));
  if (route === undefined) {
    calls.record({ action: 'unknown', error: 'notFound' });
    return errorOf(404, 'NOT_FOUND', `The local cloud does not have ${request.method} ${pathname}`);
  }
  const { action } = route;
  const fault = faults.next(action);
  if (fault !== undefined) {
    calls.record({ action, error: fault.code });
    return connectionError(fault)?.connection ?? faultAnswer(fault, action, whole);
  }
  const body: unknown = JSON.parse(request.body === '' ? '{}' : request.body);
  const path = whole.replace(/:[A-Za-z]+$/, '');
  const answer = answerOrRefuse(() => route.answer({ ...context, path, query: searchParams, body }));
  if (answer instanceof BadRequest) {
    calls.record({ action, error: 'badRequest' });
    return errorOf(400, 'INVALID_ARGUMENT', answer.message);
  }
  calls.record(answer === undefined ? { action, error: 'notFound' } : { action });
  return answer === undefined
    ? errorOf(404, 'NOT_FOUND', `Resource '${path}' was not found`)
    : { status: 200, body: answer };
}
