import * as z from 'zod/mini';
import type { ParseEvent } from './parse.ts';
import type { AwsWake } from './wake.ts';

const Batch = z.object({
  Records: z.array(z.object({ messageId: z.string(), eventSource: z.literal('aws:sqs'), body: z.string() })),
});

/** A queued event and the id by which its message is handed back. */
export interface Message {
  readonly id: string;
  readonly wake: AwsWake;
}

function parseBody(body: string, parse: ParseEvent): AwsWake {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return { kind: 'malformed', why: 'the message body is not JSON' };
  }
  return parse(event);
}

/** The messages of an SQS batch; undefined when the payload is none. */
export function parseBatch(payload: unknown, parse: ParseEvent): Message[] | undefined {
  const parsed = Batch.safeParse(payload);
  if (!parsed.success) return undefined;
  return parsed.data.Records.map(({ messageId, body }) => ({ id: messageId, wake: parseBody(body, parse) }));
}
