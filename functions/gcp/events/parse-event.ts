import type { ParsedEvent } from '../../common/parsed-event.ts';
import { parseLogEntry } from './audit-log.ts';
import type { CloudEvent } from './cloud-event.ts';
import { parsePubSubMessage } from './pubsub-message.ts';

/** The parser of each kind of event, by the CloudEvent's type. */
const PARSERS = new Map<string, (data: unknown, project?: string) => ParsedEvent>([
  ['google.cloud.audit.log.v1.written', parseLogEntry],
  ['google.cloud.pubsub.topic.v1.messagePublished', parsePubSubMessage],
]);

/** Parses one CloudEvent. Never throws. */
export function parseEvent(event: CloudEvent, project?: string): ParsedEvent {
  if (event.type === undefined) return { kind: 'malformed', reason: `CloudEvent: ${event.problem}` };
  const parser = PARSERS.get(event.type);
  return parser === undefined
    ? { kind: 'ignored', reason: 'an event of an unknown kind' }
    : parser(event.data, project);
}
