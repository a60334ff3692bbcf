import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request on its way through. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that the server behind never gave. */
interface CannedResponse {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

/** `disconnect`: the connection breaks; `no-response`: nothing comes. */
export type ProxyResponse = CannedResponse | 'disconnect' | 'no-response';

/** Stands between a client and a server, on loopback. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  /** What went through, in order. */
  readonly requests: RecordedRequest[];
  /** The next request gets `answer` and goes no further. */
  respondNext(answer: ProxyResponse): void;
}

/** What concerns one connection only. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

async function read(request: IncomingMessage): Promise<RecordedRequest> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const { method = 'GET', url: path = '/' } = request;
  return { method, path, headers: Object.fromEntries(headers), body: await text(request) };
}

function forward(target: string, { method, path, headers, body }: RecordedRequest): Promise<Response> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return fetch(target + path, { method, headers: kept, ...(body === '' ? {} : { body }) });
}

/** Starts a relay to the server at `target`. Each request waits for `before`. */
export async function startRecordingProxy(
  target: string,
  before?: (request: RecordedRequest) => Promise<void>,
): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const canned: ProxyResponse[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const asked = await read(request);
      requests.push(asked);
      await before?.(asked);
      const instead = canned.shift();
      if (instead === 'no-response') return;
      if (instead === 'disconnect') return void response.destroy();
      if (instead !== undefined) {
        return void response
          .writeHead(instead.status, { 'content-type': instead.type ?? 'text/html' })
          .end(instead.body);
      }
      const answer = await forward(target, asked);
      const type = answer.headers.get('content-type') ?? 'text/xml';
      const id = answer.headers.get('x-amzn-requestid');
      response.writeHead(answer.status, { 'content-type': type, ...(id === null ? {} : { 'x-amzn-requestid': id }) });
      response.end(await answer.text());
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    respondNext: (answer) => void canned.push(answer),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
