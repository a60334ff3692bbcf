import { GCP_SETTINGS } from '../../../../infra/local/gcp-deployment.ts';
import { type LocalGce, startLocalGce } from '../../../../infra/local/gcp.ts';
import { type ComputeClients, computeClients } from '../../../../shared/gcp/api/client.ts';
import { type GcpConfig, readGcpConfig } from '../../../../shared/gcp/config.ts';
import { DirectTransport } from './direct-transport.ts';

/** What all histories of a process share, for it takes long to make. */
export interface SharedServer extends AsyncDisposable {
  readonly server: LocalGce;
  readonly clients: ComputeClients;
  /** What the clients send their requests by. */
  readonly transport: DirectTransport;
  readonly config: GcpConfig;
}

export async function openSharedServer(): Promise<SharedServer> {
  const server = await startLocalGce();
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: server.url });
  const transport = new DirectTransport(server.respond);
  const clients = computeClients(config, transport.authClient());
  // From its second call on a client does nothing between two calls that takes time.
  await Promise.all([clients.instances.initialize(), clients.routes.initialize(), clients.operations.initialize()]);
  await clients.zoneOperations.initialize();
  return { server, clients, transport, config, [Symbol.asyncDispose]: () => server.close() };
}
