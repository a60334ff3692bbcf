import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import * as z from 'zod/mini';
import type { Judge } from './judge.ts';

interface Watchable {
  readonly middlewareStack: {
    add(
      hook: <Input, Result extends { response: unknown }>(
        next: (input: Input) => Promise<Result>,
        context: { readonly commandName?: string },
      ) => (input: Input) => Promise<Result>,
      where: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string },
    ): void;
  };
}

const Response = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.optional(z.unknown()),
});

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body instanceof Readable) return buffer(body);
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0);
}

/** Lets the judge see every answer that a client of AWS gets, before the client reads it. */
export function watch<Client extends Watchable>(client: Client, judge: Judge): Client {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (input) => {
        const result = await next(input);
        const { statusCode: status, headers, body } = Response.parse(result.response);
        const bytes = await bytesOf(body);
        judge.judge({ operation: commandName.replace(/Command$/, ''), status, headers, body: bytes.toString() });
        Object.assign(result.response ?? {}, { body: bytes });
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'judge' },
  );
  return client;
}
