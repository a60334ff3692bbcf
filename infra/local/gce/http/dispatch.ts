import type { IncomingHttpHeaders } from 'node:http';
import { type BrokenConnection, ConnectionBroken } from '../../common/broken-connection.ts';
import { connectionError } from '../../common/fault-injector.ts';
import { ApiError } from '../errors.ts';
import { scopeOf } from '../links.ts';
import { selectFields } from '../query/fields.ts';
import { isJson } from '../query/json.ts';
import type { Service } from '../service.ts';
import { requireLocation } from '../backend/locations.ts';
import type { ApiCall, Endpoint } from './api-call.ts';
import { callerOf } from './callers.ts';
import { faultError, rateLimited } from './faults.ts';
import type { Router } from './router.ts';

export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

const PATH = /^\/compute\/(?<version>v1|beta|alpha)\/(?<path>[^?]*)/;

/** Answers one request: finds the endpoint, applies faults, records the call. A string: how it gets no answer. */
export function dispatch(
  service: Service,
  router: Router<Endpoint>,
  request: ApiRequest,
): ApiResponse | BrokenConnection {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const { version, path = '' } = PATH.exec(pathname.replaceAll('%3A', ':'))?.groups ?? {};
  const endpoint = router.find(request.method, path);
  if (endpoint === undefined) return unknown(service, `${request.method} ${pathname}`);
  let call: ApiCall | undefined;
  try {
    call = apiCall(service, endpoint, path, searchParams, request, version);
    const body = partOf(carryOut(service, endpoint, call), request, searchParams);
    service.calls.record({ action: endpoint.action });
    return { status: 200, body };
  } catch (error) {
    if (error instanceof ConnectionBroken) {
      service.calls.record({ action: endpoint.action, error: error.name });
      return error.connection;
    }
    if (!(error instanceof ApiError)) throw error;
    service.calls.record({ action: endpoint.action, error: error.reason });
    if (endpoint.mutates && call !== undefined) auditRefusal(call, error);
    return answerOf(error);
  }
}

/** A method the service lacks: in the call log too, so that nobody counts past it. */
function unknown(service: Service, what: string): ApiResponse {
  service.calls.record({ action: 'unknown', error: 'notFound' });
  return answerOf(new ApiError('notFound', `The local Compute Engine does not have ${what}`));
}

function apiCall(
  service: Service,
  endpoint: Endpoint,
  path: string,
  query: URLSearchParams,
  request: ApiRequest,
  version: string | undefined,
): ApiCall {
  const [root, project = '', ...rest] = path.split('/');
  const id = service.state.projectId(project);
  const named = [root, id, ...(endpoint.verb ? rest.slice(0, -1) : rest)].join('/');
  const requestId = endpoint.mutates ? query.get('requestId') : null;
  const caller = callerOf(request.headers, id, version, requestId);
  const stale = service.stale.take(endpoint.action) ?? false;
  const { action } = endpoint;
  return { service, action, path: pathById(service, named) ?? named, query, body: parsed(request.body), caller, stale };
}

/** An instance can be named by its id: https://www.googleapis.com/discovery/v1/apis/compute/v1/rest has it in the patterns. */
function pathById({ state }: Service, path: string): string | undefined {
  const [, place, id] = /^(.*\/instances\/)(\d+)$/.exec(path) ?? [];
  if (place === undefined) return undefined;
  return [...state.instances.values()].find((each) => each.id === id && each.path.startsWith(place))?.path;
}

function carryOut(service: Service, endpoint: Endpoint, call: ApiCall): object {
  const { action, path } = call;
  if (!service.faults.admit(action)) throw rateLimited(action, path);
  const fault = service.faults.next(action);
  const error = fault && (connectionError(fault) ?? faultError(fault, action, path));
  if (error !== undefined && fault?.when !== 'after') throw error;
  requireReachable(service, path);
  const answer = endpoint.answer(call);
  if (error !== undefined) throw error;
  return answer;
}

function requireReachable(service: Service, path: string): void {
  const [, , kind, place = '', collection] = path.split('/');
  // What a zone is can be asked elsewhere; what is in it, only there.
  if (collection === undefined || (kind !== 'zones' && kind !== 'regions')) return;
  requireLocation(kind, place);
  if (!service.unreachableZones.has(place)) return;
  throw new ApiError('backendError', `The zone '${scopeOf(path)}' is currently unavailable.`);
}

function partOf(answer: object, request: ApiRequest, query: URLSearchParams): unknown {
  const header = request.headers['x-goog-fieldmask'];
  const fields = query.get('fields') ?? query.get('$fields') ?? (typeof header === 'string' ? header : null);
  return fields === null || fields === '' ? answer : selectFields(answer, fields);
}

/** A refused request is in the audit log too; the name of what was to be made stands in the body. */
function auditRefusal(call: ApiCall, error: ApiError): void {
  const name = isJson(call.body) && call.action.endsWith('.insert') ? call.body['name'] : undefined;
  const path = typeof name === 'string' ? `${call.path}/${name}` : call.path;
  call.service.audit.refused(call.action, path, call.caller, error);
}

function parsed(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError('parseError', 'Parse Error');
  }
}

const answerOf = (error: ApiError): ApiResponse => ({ status: error.status, body: error.body });
