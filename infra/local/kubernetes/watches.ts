import type { ServerResponse } from 'node:http';
import type { NodeEvent, NodeStore } from './node-store.ts';
import { StatusError } from './status.ts';

const line = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

interface OpenWatch {
  readonly response: ServerResponse;
  readonly isMeant: (event: NodeEvent) => boolean;
  /** Whether nothing more is sent, and the connection stays. */
  isSilent: boolean;
}

/** The watches that are open. */
export class Watches {
  readonly #store: NodeStore;
  readonly #open = new Set<OpenWatch>();

  constructor(store: NodeStore) {
    this.#store = store;
    store.onEvent((event) => this.#send(event));
  }

  get count(): number {
    return this.#open.size;
  }

  /** Begins after `version`; an expired one is told in the stream, as the API does where it notices late. */
  start(response: ServerResponse, version: number, name: string | undefined): void {
    const isMeant = ({ object }: NodeEvent) => name === undefined || object.metadata.name === name;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    try {
      for (const event of this.#store.since(version))
        if (isMeant(event)) response.write(line(event.type, event.object));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return void response.end(line('ERROR', error.body));
    }
    const watch = { response, isMeant, isSilent: false };
    this.#open.add(watch);
    response.once('close', () => this.#open.delete(watch));
  }

  bookmark(): void {
    const object = { kind: 'Node', apiVersion: 'v1', metadata: { resourceVersion: `${this.#store.version}` } };
    for (const { response, isSilent } of this.#open) if (!isSilent) response.write(line('BOOKMARK', object));
  }

  /** As the API ends a watch whose time is over. */
  end(): void {
    for (const { response } of this.#takeAll()) response.end();
  }

  /** As when a load balancer goes away, in the middle of an event. */
  drop(): void {
    for (const { response } of this.#takeAll()) response.write('{"type":"MODIFIED","obj', () => response.destroy());
  }

  /** They stay open and never say anything more. */
  silence(): void {
    for (const watch of this.#open) watch.isSilent = true;
  }

  #takeAll(): OpenWatch[] {
    const open = [...this.#open];
    this.#open.clear();
    return open;
  }

  #send(event: NodeEvent): void {
    for (const { response, isMeant, isSilent } of this.#open) {
      if (!isSilent && isMeant(event)) response.write(line(event.type, event.object));
    }
  }
}
