import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Answers requests on a free port of the loopback. */
export async function serve(listener: RequestListener): Promise<Served> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server is not listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}
