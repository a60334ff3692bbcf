import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

const clients = new Set<Socket>();
/** By the port that the client has. */
const servers = new Map<number, Socket>();

const socketIn = (message: unknown): Socket | undefined => {
  const { socket }: { readonly socket?: unknown } = Object(message);
  return socket instanceof Socket ? socket : undefined;
};

subscribe('net.client.socket', (message) => {
  const socket = socketIn(message);
  if (socket === undefined) return;
  // Until then a name is looked up, which may never end.
  socket.once('connectionAttempt', () => clients.add(socket));
  socket.once('close', () => clients.delete(socket));
});
subscribe('net.server.socket', (message) => {
  const socket = socketIn(message);
  const port = socket?.remotePort;
  if (socket === undefined || port === undefined) return;
  servers.set(port, socket);
  socket.once('close', () => servers.delete(port));
});

/** Whether the kernel still has something for one of the two ends: a connection, bytes or an end. */
function isUnderWay(client: Socket): boolean {
  if (client.destroyed) return false;
  const server = servers.get(client.localPort ?? 0);
  if (client.connecting || server === undefined || server.destroyed) return true;
  return client.bytesWritten !== server.bytesRead || server.bytesWritten !== client.bytesRead;
}

/**
 * Whether this machine has still to do what it does without being waited for: files, and what is on its way between two
 * ends in this process. A loaded machine takes its time for it.
 */
export function isMachineBusy(): boolean {
  if ([...clients].some(isUnderWay)) return true;
  return process.getActiveResourcesInfo().some((name) => /^(?:FS|Close|GetAddrInfo)Req/.test(name));
}
