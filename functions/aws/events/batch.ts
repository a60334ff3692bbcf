import * as z from 'zod/mini';
import type { Wake } from '../../common/wake.ts';
import { parseEvent } from './parse.ts';

const Batch = z.object({
  Records: z.array(z.object({ messageId: z.string(), eventSource: z.literal('aws:sqs'), body: z.string() })),
});

/** A queued event and the id by which its message is handed back. */
export interface Message {
  readonly id: string;
  readonly wake: Wake;
}

function parseBody(body: string): Wake {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return { kind: 'malformed', why: 'the message body is not JSON' };
  }
  return parseEvent(event);
}

/** The messages of an SQS batch; undefined when the payload is none. */
export function parseBatch(payload: unknown): Message[] | undefined {
  const parsed = Batch.safeParse(payload);
  if (!parsed.success) return undefined;
  return parsed.data.Records.map(({ messageId, body }) => ({ id: messageId, wake: parseBody(body) }));
}
