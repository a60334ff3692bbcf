import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WireResponse, WireRequest } from '../../aws-services/wire.ts';
import { breakConnection, type BrokenConnection, Connections } from '../../common/broken-connection.ts';
import { close, listen } from '../../common/loopback.ts';
import type { QueryResponse } from './dispatch.ts';
import { Params } from './params.ts';

/** Answers a request; a string says how it gets no answer. */
export type Respond = (request: WireRequest) => WireResponse | BrokenConnection;

/** @param signature the header that a signed request has */
type Answer = (params: Params, signature: string | undefined) => QueryResponse | BrokenConnection;

/** An HTTP server on the loopback interface that speaks the Query protocol. */
export interface QueryServer {
  readonly port: number;
  /** Does what a request over HTTP does. */
  readonly respond: Respond;
  /** Whatever comes on the connections that are open now is never answered. */
  loseConnections(): void;
  /** Closes the connections that are open now. */
  closeConnections(): void;
  close(): Promise<void>;
}

/**
 * Listens on `port` (0 for any) and answers what is posted, or asked for in the query of a GET; or gives no answer.
 *
 * @param elsewhere answers requests for services that speak otherwise; undefined for those that do not
 */
export async function startServer(
  port: number,
  answer: Answer,
  elsewhere: (request: WireRequest) => WireResponse | BrokenConnection | undefined = () => undefined,
): Promise<QueryServer> {
  const respond: Respond = (request) => elsewhere(request) ?? answerQuery(request, answer);
  const server = createServer((request, response) => {
    if (!connections.isLost(request.socket)) void serve(request, response, respond);
  });
  const connections = new Connections(server);
  // Clients keep connections; one that is closed under a request looks to them like a failing network.
  server.keepAliveTimeout = 60_000;
  return {
    port: await listen(server, port),
    respond,
    loseConnections: () => connections.loseAll(),
    closeConnections: () => server.closeAllConnections(),
    close: () => close(server),
  };
}

function answerQuery({ method, body, url, headers }: WireRequest, answer: Answer): WireResponse | BrokenConnection {
  const answered = answer(Params.parse(method === 'POST' ? body : url.search), headers.authorization);
  if (typeof answered === 'string') return answered;
  const { status, requestId, xml } = answered;
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }, body: xml };
}

async function serve(request: IncomingMessage, response: ServerResponse, respond: Respond): Promise<void> {
  try {
    const answered = respond(await wireRequest(request));
    if (typeof answered === 'string') return breakConnection(response, answered, 'text/xml');
    const { status, headers, body } = (await answered.later) ?? answered;
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  } catch {
    // The caller went away while sending.
    response.destroy();
  }
}

async function wireRequest(request: IncomingMessage): Promise<WireRequest> {
  const { method = 'GET', url = '/', headers } = request;
  return { method, url: new URL(url, 'http://127.0.0.1'), headers, body: await text(request) };
}
