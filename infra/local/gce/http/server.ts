import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { breakConnection, type BrokenConnection, Connections } from '../../common/broken-connection.ts';
import { answerBatch, isBatch } from './batch.ts';
import type { ApiResponse, ApiRequest } from './dispatch.ts';

const JSON_TYPE = 'application/json; charset=UTF-8';

/** A string says how a request gets no answer. */
export type Respond = (request: ApiRequest) => ApiResponse | BrokenConnection;

export function httpServer(answer: Respond): { readonly server: Server; readonly connections: Connections } {
  const server = createServer((request, response) => {
    if (connections.isLost(request.socket)) return;
    serve(answer, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(response, 500, JSON_TYPE, JSON.stringify({ error: { code: 500, message } }));
    });
  });
  const connections = new Connections(server);
  return { server, connections };
}

async function serve(answer: Respond, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const request = { method, url, headers, body: await textOf(incoming) };
  if (isBatch(url)) {
    const { contentType, body } = answerBatch(request, answer);
    return send(response, 200, contentType, body);
  }
  const answered = answer(request);
  if (typeof answered === 'string') return breakConnection(response, answered, JSON_TYPE);
  const { status, body } = answered;
  return send(response, status, JSON_TYPE, JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
