import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { breakConnection, type BrokenConnection, Connections } from '../common/broken-connection.ts';
import { close, listen } from '../common/loopback.ts';

const PutEvents = z.object({
  Entries: z
    .array(z.object({ EventBusName: z.string(), Source: z.string(), DetailType: z.string(), Detail: z.string() }))
    .check(z.minLength(1), z.maxLength(10)),
});

const JSON_TYPE = 'application/x-amz-json-1.1';

export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly bus: string;
  readonly detail: unknown;
}

/** EventBridge's PutEvents: a bus on loopback that records its events. */
export class LocalEventBus implements AsyncDisposable {
  readonly events: BusEvent[] = [];
  /** How many entries each call had. */
  readonly calls: number[] = [];
  /** How many entries to refuse next, as when the bus is throttled. */
  refuseNext = 0;
  /** How many calls to fail next. */
  failNext = 0;
  /** How it fails to answer every call. */
  broken: BrokenConnection | undefined;
  readonly #listeners: ((event: BusEvent) => void)[] = [];
  readonly #server = createServer((request, response) => {
    if (!this.#connections.isLost(request.socket)) void this.#answer(request, response);
  });
  readonly #connections = new Connections(this.#server);
  url = '';

  static async start(): Promise<LocalEventBus> {
    const bus = new LocalEventBus();
    bus.url = `http://127.0.0.1:${await listen(bus.#server, 0)}`;
    return bus;
  }

  onEvent(listener: (event: BusEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Whatever comes on the connections that are open now is never answered. */
  loseConnections(): void {
    this.#connections.loseAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await close(this.#server);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = PutEvents.safeParse(await json(request));
    const isKnown = request.headers['x-amz-target'] === 'AWSEvents.PutEvents';
    if (!isKnown || !parsed.success) return reply(response, 400, { __type: 'ValidationException', message: 'no' });
    this.calls.push(parsed.data.Entries.length);
    if (this.broken !== undefined) return breakConnection(response, this.broken, JSON_TYPE);
    if (this.failNext > 0) {
      this.failNext -= 1;
      return reply(response, 400, { __type: 'AccessDeniedException', message: 'not allowed' });
    }
    const entries = parsed.data.Entries.map((entry) => this.#put(entry));
    reply(response, 200, {
      Entries: entries,
      FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length,
    });
  }

  #put({ EventBusName: bus, Source: source, DetailType: type, Detail }: z.infer<typeof PutEvents>['Entries'][number]) {
    if (this.refuseNext > 0) {
      this.refuseNext -= 1;
      return { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
    }
    const event = { source, 'detail-type': type, bus, detail: JSON.parse(Detail) };
    this.events.push(event);
    for (const listener of this.#listeners) listener(event);
    return { EventId: `${this.events.length}` };
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  // The same answer has the same id, so that two clients can be compared.
  const digest = createHash('sha256').update(text).digest('hex');
  const id = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  response.writeHead(status, { 'content-type': JSON_TYPE, 'x-amzn-requestid': id });
  response.end(text);
}
