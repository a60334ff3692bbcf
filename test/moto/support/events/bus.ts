import * as z from 'zod/mini';
import type { EventBridgeEvent } from './events.ts';
import { aws } from '../suite/shell.ts';

/** Puts events on the default bus. */
export async function putEvents(events: readonly EventBridgeEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 10) {
    const entries = events.slice(at, at + 10).map((event) => ({
      Source: event.source,
      DetailType: event['detail-type'],
      Detail: JSON.stringify(event.detail),
    }));
    await aws('events', 'put-events', '--entries', JSON.stringify(entries));
  }
}

const Received = z.optional(z.object({ Messages: z.optional(z.array(z.object({ Body: z.string() }))) }));

/** Takes everything that waits in a queue. */
export async function takeAll(queueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const answer = await aws('sqs', 'receive-message', '--queue-url', queueUrl, '--max-number-of-messages', '10');
    const messages = Received.parse(answer)?.Messages ?? [];
    if (messages.length === 0) return bodies;
    bodies.push(...messages.map(({ Body }) => Body));
  }
}
