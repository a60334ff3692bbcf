import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * How a server fails to answer. `closed`: the connection is closed. `silent`: nothing ever comes. `stalled`: half of an answer, and
 * then nothing. `truncated`: half of an answer, and the connection is closed. `dripping`: a byte every half second, without an end.
 */
export const BROKEN_CONNECTIONS = ['silent', 'stalled', 'dripping', 'truncated', 'closed'] as const;
export type BrokenConnection = (typeof BROKEN_CONNECTIONS)[number];

/** Milliseconds between two bytes of an answer that drips. */
const DRIP = 500;

/** Thrown inside a call that gets no answer, or half of one. */
export class ConnectionBroken extends Error {
  override readonly name = 'ConnectionDropped';
  readonly connection: BrokenConnection;

  constructor(connection: BrokenConnection) {
    super(connection);
    this.connection = connection;
  }
}

const beginningOf = (type: string) => (type.includes('xml') ? '<?xml version="1.0"' : '{"items":');

function drip(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write(' ');
  setTimeout(() => drip(response), DRIP);
}

/** Leaves a request without an answer. */
export function breakConnection(response: ServerResponse, connection: BrokenConnection, type: string): void {
  switch (connection) {
    case 'closed':
      response.destroy();
      return;
    case 'silent':
      return;
    case 'dripping':
      response.writeHead(200, { 'content-type': type });
      response.write(beginningOf(type));
      drip(response);
      return;
    case 'stalled':
    case 'truncated':
      response.writeHead(200, { 'content-type': type, 'content-length': 1000 });
      response.write(beginningOf(type), () => {
        if (connection === 'truncated') response.destroy();
      });
  }
}

/** The connections of a server, which can die without the client's noticing, as while it is frozen. */
export class Connections {
  readonly #open = new Set<Socket>();
  readonly #dead = new WeakSet<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  /** Whatever comes on the connections that are open now is never answered. */
  loseAll(): void {
    for (const socket of this.#open) this.#dead.add(socket);
  }

  isLost(socket: Socket): boolean {
    return this.#dead.has(socket);
  }
}
