import * as z from 'zod/mini';
import { unforced } from '../../common/manual.ts';
import { type Origin, originIn } from './origin.ts';
import type { ParseEvent } from './parse.ts';
import type { AwsWake } from './wake.ts';

const Batch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      eventSource: z.literal('aws:sqs'),
      eventSourceARN: z.optional(z.string()),
      body: z.string(),
    }),
  ),
});

/** A queued event and the id by which its message is handed back. */
export interface Message {
  readonly id: string;
  readonly wake: AwsWake;
}

function parseBody(body: string, home: Origin | undefined, parse: ParseEvent): AwsWake {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return { kind: 'malformed', why: 'the message body is not JSON' };
  }
  return unforced(parse(event, home));
}

/** The messages of an SQS batch; undefined when the payload is none. */
export function parseBatch(payload: unknown, parse: ParseEvent): Message[] | undefined {
  const parsed = Batch.safeParse(payload);
  if (!parsed.success) return undefined;
  return parsed.data.Records.map(({ messageId, body, eventSourceARN }) => ({
    id: messageId,
    // The queue is where the function is.
    wake: parseBody(body, originIn(eventSourceARN), parse),
  }));
}
