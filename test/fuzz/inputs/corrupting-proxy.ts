import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { hostileText } from './hostile-values.ts';
import { type Mutation, mutateAll, mutation } from './mutate.ts';

/** How one answer is spoilt. `call`: which, counted from 0; 'all': every one. */
export interface Corruption {
  readonly call: number | 'all';
  readonly mutations: readonly Mutation[];
  readonly status?: number | undefined;
  readonly type?: string | undefined;
  /** The connection is cut instead, or in the middle of the answer. */
  readonly cut?: 'before' | 'within' | undefined;
}

const printableText = hostileText.filter((each) => /^[ -~]{1,100}$/.test(each));

/** Mostly nothing: an answer that is spoilt in every way is soon refused. */
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export const corruption: fc.Arbitrary<Corruption> = fc.record({
  call: fc.oneof({ weight: 6, arbitrary: fc.nat(9) }, fc.constant('all' as const)),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
  status: rarely(fc.constantFrom(200, 204, 301, 400, 403, 404, 409, 429, 500, 503)),
  type: rarely(fc.oneof(fc.constantFrom('text/html', 'application/json', 'text/xml'), printableText)),
  cut: rarely(fc.constantFrom('before' as const, 'within' as const)),
});

/** A request as it came. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A server on loopback before a good one, whose answers it spoils. */
export interface CorruptingProxy {
  readonly url: string;
  /** What was asked since the last plan. */
  readonly requests: RecordedRequest[];
  /** The most requests that were being answered at once. */
  readonly peakConcurrency: () => number;
  /** From now on answers are spoilt like this, and counted anew. */
  setCorruptions(spoils: readonly Corruption[]): void;
  close(): Promise<void>;
}

interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function forward(
  upstream: string,
  { method, url, body }: RecordedRequest,
  incoming: IncomingMessage,
): Promise<UpstreamResponse> {
  const { host: _, 'content-length': __, ...headers } = incoming.headers;
  const outgoing = send(upstream + url, { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
  outgoing.end(body);
  const [answer] = await new Promise<[IncomingMessage]>((resolve, reject) => {
    outgoing.once('response', (response) => resolve([response]));
    outgoing.once('error', reject);
  });
  const type = answer.headers['content-type'] ?? 'text/plain';
  return { status: answer.statusCode ?? 500, headers: { 'content-type': type }, body: await text(answer) };
}

function respondCorrupted(response: ServerResponse, answer: UpstreamResponse, due: readonly Corruption[]): void {
  const { status, headers } = answer;
  const [last] = due.slice(-1);
  if (last?.cut === 'before') return void response.destroy();
  const body = due.reduce((each, { mutations }) => mutateAll(each, mutations), answer.body);
  const type = last?.type === undefined ? headers : { 'content-type': last.type };
  const length = Buffer.byteLength(body) + (last?.cut === 'within' ? 100 : 0);
  response.writeHead(last?.status ?? status, {
    ...type,
    ...(last?.status === 204 ? {} : { 'content-length': length }),
  });
  if (last?.cut === 'within') response.write(body, () => response.destroy());
  else response.end(last?.status === 204 ? undefined : body);
}

/** Starts a server on 127.0.0.1 that asks `upstream` and spoils what it answers. */
export async function startCorruptingProxy(upstream: string): Promise<CorruptingProxy> {
  const requests: RecordedRequest[] = [];
  let corruptions: readonly Corruption[] = [];
  let [now, peak] = [0, 0];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const one = { method, url, body: await text(request) };
    const number = requests.push(one) - 1;
    const due = corruptions.filter(({ call }) => call === 'all' || call === number);
    respondCorrupted(response, await forward(upstream, one, request), due);
  };
  const server = createServer((request, response) => {
    now += 1;
    peak = Math.max(peak, now);
    serve(request, response)
      .catch(() => response.destroy())
      .finally(() => (now -= 1));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server is not listening');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    peakConcurrency: () => peak,
    setCorruptions: (next) => {
      corruptions = next;
      requests.length = 0;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
