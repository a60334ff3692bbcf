import { once } from 'node:events';
import { http, type HttpFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';

/** A function behind the real functions framework, on 127.0.0.1. */
export interface FunctionServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `target` as Cloud Run would, under the function name `name`. */
export async function serveFunction(name: string, target: HttpFunction, port = 0): Promise<FunctionServer> {
  http(name, target);
  // The framework's own start listens on all interfaces; this is the same server without that.
  const server = getTestServer(name);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the function server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
