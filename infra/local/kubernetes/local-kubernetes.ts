import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { breakConnection, ConnectionBroken } from '../common/broken-connection.ts';
import { CallLog } from '../common/call-log.ts';
import { connectionError, FaultInjector } from '../common/fault-injector.ts';
import { close, listen } from '../common/loopback.ts';
import { DISCOVERY } from './discovery.ts';
import { answer, selectedName } from './actions.ts';
import { NodeStore } from './node-store.ts';
import { forbidden, StatusError } from './status.ts';
import { Watches } from './watches.ts';

interface LocalKubernetesOptions {
  readonly port?: number;
  readonly now?: () => number;
}

/** Actions in `calls` and `faults`: `list nodes`, `watch nodes`, `get nodes`, `patch nodes/status`. */
export interface LocalKubernetes {
  readonly url: string;
  readonly nodes: NodeStore;
  readonly watches: Watches;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  /** A kubeconfig for it, as text. */
  readonly kubeconfig: string;
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

interface Service {
  readonly nodes: NodeStore;
  readonly watches: Watches;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
}

const PATH = /^\/api\/v1\/nodes(?:\/(?<name>[^/]+)(?<status>\/status)?)?$/;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function actionOf(method: string, name: string | undefined, status: string | undefined, query: URLSearchParams) {
  if (method === 'PATCH' && status !== undefined) return 'patch nodes/status';
  if (method !== 'GET') return undefined;
  if (name !== undefined) return 'get nodes';
  return /^(true|1)$/.test(query.get('watch') ?? '') ? 'watch nodes' : 'list nodes';
}

function applyFault({ faults }: Service, action: string): void {
  const fault = faults.next(action);
  if (fault === undefined) return;
  const broken = connectionError(fault);
  if (broken !== undefined) throw broken;
  const [verb = '', resource = ''] = action.split(' ');
  if (fault.status === 403) throw forbidden(verb, resource);
  throw new StatusError(fault.status ?? 500, fault.code, fault.message ?? fault.code);
}

function sendJson(response: ServerResponse, code: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function serve(service: Service, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://localhost');
  const discovered = DISCOVERY[pathname];
  if (discovered !== undefined) return sendJson(response, 200, discovered);
  const { name, status } = PATH.exec(decodeURIComponent(pathname))?.groups ?? {};
  const action = PATH.test(pathname) ? actionOf(incoming.method ?? '', name, status, query) : undefined;
  const body = await textOf(incoming);
  try {
    if (action === undefined)
      throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
    applyFault(service, action);
    if (action === 'watch nodes') {
      const version = Number(query.get('resourceVersion') ?? service.nodes.version);
      service.watches.start(response, version, selectedName(query));
    } else sendJson(response, 200, answer(service.nodes, { action, name, query, body }));
    service.calls.record({ action });
  } catch (error) {
    service.calls.record({ action: action ?? 'unknown', error: error instanceof Error ? error.message : 'unknown' });
    if (error instanceof ConnectionBroken) return breakConnection(response, error.connection, 'application/json');
    if (!(error instanceof StatusError)) throw error;
    sendJson(response, error.status.code, error.body);
  }
}

function kubeconfigFor(url: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'local',
    // The official client for Node talks to plain HTTP only where it is told not to check certificates.
    clusters: [{ name: 'local', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'local', user: { token: 'local' } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user: 'local' } }],
  });
}

export async function startLocalKubernetes(options: LocalKubernetesOptions = {}): Promise<LocalKubernetes> {
  const { port = 0, now = Date.now } = options;
  const nodes = new NodeStore(now);
  const service = { nodes, watches: new Watches(nodes), calls: new CallLog(), faults: new FaultInjector(now) };
  const server = createServer((request, response) => {
    serve(service, request, response).catch((error: unknown) => {
      sendJson(response, 500, new StatusError(500, 'InternalError', String(error)).body);
    });
  });
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  const connections = promisify(server.getConnections.bind(server));
  return { ...service, url, kubeconfig: kubeconfigFor(url), connections, close: () => close(server) };
}
