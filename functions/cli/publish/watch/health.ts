import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { SettingsError } from '../../../../shared/reconcile/settings.ts';

export interface Health {
  /** Whether the process does its work, or why not: whoever restarts it mends nothing else. */
  readonly live: () => string | undefined;
  /** Whether Kubernetes and the cloud were reached lately, or why not. */
  readonly ready: () => string | undefined;
}

const ADDRESS = /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[0-9a-z.-]+)):(?<port>\d{1,5})$/i;

function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const { ipv6, host = ipv6, port } = ADDRESS.exec(address)?.groups ?? {};
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new SettingsError([`--health-address is "${address}"; it should look like 127.0.0.1:10280 or [::]:10280`]);
}

export interface HealthServer {
  /** Where it is: port 0 takes any that is free. */
  readonly url: string;
  close(): Promise<void>;
}

async function close(server: Server): Promise<void> {
  await new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return '';
  return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
}

/** Serves /livez and /readyz, 200 or 503 with a line that says why. */
export async function serveHealth(address: string, { live, ready }: Health): Promise<HealthServer> {
  const { host, port } = parseAddress(address);
  const server = createServer((request, response) => {
    const check = request.url === '/livez' ? live : request.url === '/readyz' ? ready : undefined;
    if (check === undefined) return void response.writeHead(404).end('there are /livez and /readyz\n');
    const trouble = check();
    response.writeHead(trouble === undefined ? 200 : 503, { 'content-type': 'text/plain' });
    response.end(`${trouble ?? 'ok'}\n`);
  });
  server.requestTimeout = 5000;
  server.maxConnections = 50;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SettingsError([`--health-address ${address} cannot be listened on: ${message}`]);
  }
  return { url: urlOf(server), close: () => close(server) };
}
