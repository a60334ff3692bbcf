import { GCP_TUTORIAL } from '../../../infra/local/gcp.ts';
import type { Fault } from '../../../infra/local/simulation.ts';
import type { ProxyResponse } from '../../support/recording-proxy.ts';

/** One use of a method, by the name that our code gives its calls, and how the service misbehaves with it. */
export interface GcpCall {
  readonly name: string;
  readonly input: object;
  readonly fault?: Fault;
  readonly canned?: ProxyResponse;
  /** Milliseconds. */
  readonly timeout?: number;
}

const { project, zone } = GCP_TUTORIAL;
const json = (status: number, body: object) => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

/** An error as newer APIs give it, with details that the client decodes. */
const DETAILED = json(403, {
  error: {
    code: 403,
    message: 'Quota exceeded',
    status: 'PERMISSION_DENIED',
    errors: [{ reason: 'rateLimitExceeded', domain: 'usageLimits', message: 'Quota exceeded' }],
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'RATE_LIMIT_EXCEEDED',
        domain: 'googleapis.com',
        metadata: { service: 'compute.googleapis.com' },
      },
      { '@type': 'type.googleapis.com/google.rpc.Help', links: [{ description: 'd', url: 'https://x' }] },
      { '@type': 'type.googleapis.com/something.New', what: 1 },
    ],
  },
});

const FAILED_OPERATION = json(200, {
  kind: 'compute#operation',
  id: '4803188210937210115',
  name: 'operation-1',
  status: 'DONE',
  httpErrorStatusCode: 403,
  error: { errors: [{ code: 'QUOTA_EXCEEDED', message: 'no', errorDetails: [{ help: { links: [{ url: 'u' }] } }] }] },
  warnings: [{ code: 'NEXT_HOP_NOT_RUNNING', message: 'm', data: [{ key: 'k', value: 'v' }] }],
  unheardOf: { of: ['by', 'this', 'client'] },
});

const route = (name: string) => ({
  project,
  requestId: '00000000-0000-4000-8000-000000000000',
  routeResource: {
    name,
    network: `https://www.googleapis.com/compute/v1/projects/${project}/global/networks/${GCP_TUTORIAL.network}`,
    destRange: '10.200.0.0/24',
    nextHopIp: '10.240.0.20',
    priority: 1000,
    description: 'für ü & <x>',
  },
});

const metadata = (instance: string, fingerprint: string) => ({
  project,
  zone,
  instance,
  metadataResource: { fingerprint, items: [{ key: 'pod-cidr', value: '10.200.0.0/24' }] },
});

/** Every kind of answer that the methods can get. */
export const GCP_CALLS: readonly GcpCall[] = [
  { name: 'instances.aggregatedList', input: { project, maxResults: 4 } },
  { name: 'instances.aggregatedList', input: { project: 'another' } },
  { name: 'routes.list', input: { project, maxResults: 2, filter: 'network eq ".*kubernetes.*"' } },
  { name: 'routes.list', input: { project, pageToken: 'nonsense' } },
  { name: 'routes.get', input: { project, route: 'absent' } },
  { name: 'routes.insert', input: route('made') },
  { name: 'routes.insert', input: route('made') },
  { name: 'globalOperations.wait', input: { project, operation: 'absent' } },
  { name: 'globalOperations.get', input: { project, operation: 'absent' } },
  { name: 'routes.get', input: { project, route: 'made' } },
  { name: 'routes.list', input: { project } },
  { name: 'routes.delete', input: { project, route: 'made' } },
  { name: 'routes.delete', input: { project, route: 'absent' } },
  { name: 'networks.list', input: { project } },
  { name: 'instances.get', input: { project, zone, instance: 'worker-0' } },
  { name: 'instances.get', input: { project, zone, instance: 'absent' } },
  { name: 'instances.setMetadata', input: metadata('worker-0', 'outdated') },
  { name: 'instances.setMetadata', input: metadata('absent', '') },
  { name: 'zoneOperations.wait', input: { project, zone, operation: 'absent' } },
  { name: 'zoneOperations.get', input: { project, zone, operation: 'absent' } },
  { name: 'routes.insert', input: route('no'), fault: { code: 'rateLimitExceeded', status: 403 } },
  { name: 'routes.insert', input: route('no'), fault: { code: 'quotaExceeded', status: 403 } },
  { name: 'routes.insert', input: route('no'), fault: { code: 'resourceNotReady', status: 400 } },
  { name: 'routes.delete', input: { project, route: 'x' }, fault: { code: 'forbidden', status: 403 } },
  { name: 'routes.list', input: { project }, fault: { code: 'backendError', status: 503 } },
  { name: 'routes.get', input: { project, route: 'x' }, canned: DETAILED },
  { name: 'routes.get', input: { project, route: 'x' }, canned: { ...DETAILED, status: 429 } },
  { name: 'globalOperations.wait', input: { project, operation: 'x' }, canned: FAILED_OPERATION },
  { name: 'globalOperations.wait', input: { project, operation: 'x' }, canned: { status: 502, body: '<html>' } },
  { name: 'instances.aggregatedList', input: { project }, canned: { status: 200, body: '{"items": {' } },
  { name: 'instances.aggregatedList', input: { project }, canned: { status: 401, body: '' } },
  { name: 'instances.aggregatedList', input: { project }, canned: 'disconnect' },
  { name: 'routes.list', input: { project }, canned: 'no-response', timeout: 100 },
];
