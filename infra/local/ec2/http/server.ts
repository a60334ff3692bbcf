import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WireAnswer, WireRequest } from '../../aws-services/wire.ts';
import type { Answer } from './dispatch.ts';
import { Params } from './params.ts';

/** An HTTP server on the loopback interface that speaks the Query protocol. */
export interface QueryServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on `port` (0 for any) and answers what is posted, or asked for in the query of a GET; no answer closes the connection.
 *
 * @param elsewhere answers requests for services that speak otherwise; undefined for those that do not
 */
export async function startServer(
  port: number,
  answer: (params: Params) => Answer | undefined,
  elsewhere: (request: WireRequest) => WireAnswer | undefined = () => undefined,
): Promise<QueryServer> {
  const server = createServer((request, response) => void respond(request, response, answer, elsewhere));
  // Clients keep connections; one that is closed under a request looks to them like a failing network.
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: portOf(server), close: () => close(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (params: Params) => Answer | undefined,
  elsewhere: (request: WireRequest) => WireAnswer | undefined,
): Promise<void> {
  try {
    const wire = await wireRequest(request);
    const other = elsewhere(wire);
    if (other !== undefined) {
      response.writeHead(other.status, { ...other.headers, 'content-length': Buffer.byteLength(other.body) });
      return void response.end(other.body);
    }
    const answered = answer(Params.parse(wire.method === 'POST' ? wire.body : wire.url.search));
    if (answered === undefined) return void response.destroy();
    const { status, requestId, xml } = answered;
    response.writeHead(status, {
      'content-type': 'text/xml;charset=UTF-8',
      'x-amzn-requestid': requestId,
      'content-length': Buffer.byteLength(xml),
    });
    response.end(xml);
  } catch {
    // The caller went away while sending.
    response.destroy();
  }
}

async function wireRequest(request: IncomingMessage): Promise<WireRequest> {
  const { method = 'GET', url = '/', headers } = request;
  return { method, url: new URL(url, 'http://127.0.0.1'), headers, body: await text(request) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server is not listening');
  return address.port;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
