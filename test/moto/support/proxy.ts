import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

/** Stands between the function and moto: notes the calls, and lets somebody else act right before one of them. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** The EC2 actions that were called, in order. */
  readonly calls: string[];
  /** Does `act` right before the next call of `action`, or the one after `skip` more. */
  before(action: string, act: () => Promise<unknown>, skip?: number): void;
}

const actionIn = (body: string) => new URLSearchParams(body).get('Action') ?? '';

async function forward(request: IncomingMessage, body: string): Promise<Response> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && name !== 'content-length' && name !== 'connection' ? [[name, value]] : [],
  );
  return fetch(`${inject('moto')}${request.url}`, { method: request.method ?? 'POST', headers, body });
}

export async function startProxy(): Promise<Proxy> {
  const calls: string[] = [];
  const rivals: { action: string; skip: number; act: () => Promise<unknown> }[] = [];

  async function makeWay(action: string): Promise<void> {
    calls.push(action);
    const rival = rivals.find((each) => each.action === action);
    if (rival === undefined) return;
    rival.skip -= 1;
    if (rival.skip >= 0) return;
    rivals.splice(rivals.indexOf(rival), 1);
    await rival.act();
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      await makeWay(actionIn(body));
      const answer = await forward(request, body);
      const type = answer.headers.get('content-type') ?? 'text/xml';
      response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    before: (action, act, skip = 0) => void rivals.push({ action, act, skip }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
