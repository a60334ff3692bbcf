import * as z from 'zod/mini';
import { rejectForce } from '../../common/manual-payload.ts';
import { parseJson } from '../../common/parse-json.ts';
import { type Origin, originOfArn } from './origin.ts';
import type { ParseEvent } from './parse-event.ts';
import type { AwsParsedEvent } from './parsed-event.ts';

const SqsBatch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      eventSource: z.literal('aws:sqs'),
      eventSourceARN: z.optional(z.string()),
      body: z.string(),
    }),
  ),
});

/** A queued event, and the id to report when it failed. */
export interface Message {
  readonly id: string;
  readonly event: AwsParsedEvent;
}

function parseBody(body: string, functionOrigin: Origin | undefined, parse: ParseEvent): AwsParsedEvent {
  const event = parseJson(body);
  if (event === undefined) return { kind: 'malformed', reason: 'the message body is not JSON' };
  return rejectForce(parse(event, functionOrigin));
}

/** The messages of an SQS batch; undefined when the payload is something else. */
export function parseBatch(payload: unknown, parse: ParseEvent): Message[] | undefined {
  const parsed = SqsBatch.safeParse(payload);
  if (!parsed.success) return undefined;
  return parsed.data.Records.map(({ messageId, body, eventSourceARN }) => ({
    id: messageId,
    // The queue is in the function's own account and region.
    event: parseBody(body, originOfArn(eventSourceARN), parse),
  }));
}
