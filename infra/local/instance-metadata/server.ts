import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { breakConnection, type BrokenConnection } from '../common/broken-connection.ts';
import { connectionError, FaultInjector } from '../common/fault-injector.ts';
import { close, listen } from '../common/loopback.ts';

/** The metadata service as one instance sees it, which on a machine of its own is at 169.254.169.254. */
export interface InstanceMetadata extends AsyncDisposable {
  readonly url: string;
  /** Requests go by the name `GET` or `PUT`: `failNext('GET', { code: 'maintenance', status: 503 })`. */
  readonly faults: FaultInjector;
}

export interface MetadataAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface MetadataRequest {
  readonly method: string;
  readonly url: URL;
  /** A header by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

type Answer = MetadataAnswer | BrokenConnection;

/** Names and what is behind them: a value, or further names. */
export interface Tree {
  readonly [name: string]: string | Tree;
}

export async function serveMetadata(
  answer: (request: MetadataRequest) => Answer | Promise<Answer>,
): Promise<InstanceMetadata> {
  const faults = new FaultInjector();
  const server = createServer((request, response) => {
    void respond(request, response, faults, answer);
  });
  return {
    url: `http://127.0.0.1:${await listen(server, 0)}`,
    faults,
    [Symbol.asyncDispose]: () => close(server),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  faults: FaultInjector,
  answer: (request: MetadataRequest) => Answer | Promise<Answer>,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const url = new URL(request.url ?? '/', 'http://169.254.169.254');
  const header = (name: string) => headers[name]?.toString();
  const fault = faults.next(method);
  const broken = fault && connectionError(fault)?.connection;
  const failed: Answer | undefined = fault && { status: fault.status ?? 503, body: fault.message ?? fault.code };
  const answered = broken ?? failed ?? (await answer({ method, url, header }));
  if (typeof answered === 'string') return breakConnection(response, answered, 'text/plain');
  response.writeHead(answered.status, { 'content-type': 'text/plain', ...answered.headers });
  response.end(answered.body);
}

/** What is at the end of a path; undefined where nothing is. */
export function lookUp(tree: Tree, path: string): string | Tree | undefined {
  let found: string | Tree | undefined = tree;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (found === undefined || typeof found === 'string') return undefined;
    const part = decodeURIComponent(name);
    found = Object.hasOwn(found, part) ? found[part] : undefined;
  }
  return found;
}

/** The names in a folder, those of folders with a slash. */
export const listing = (tree: Tree): string[] =>
  Object.entries(tree).map(([name, value]) => (typeof value === 'string' ? name : `${name}/`));
