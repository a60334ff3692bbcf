import type { ParsedEvent } from '../../common/parsed-event.ts';
import { parseLogEntry } from './audit-log.ts';
import type { CloudEvent } from './cloud-event.ts';
import { parsePubSubMessage } from './pubsub-message.ts';

type Parser = (data: unknown, project?: string) => ParsedEvent;

/** One parser for each kind of CloudEvent. To add a trigger, write its parser and name it here. */
const PARSERS = new Map<string, Parser>([
  ['google.cloud.audit.log.v1.written', parseLogEntry],
  ['google.cloud.pubsub.topic.v1.messagePublished', parsePubSubMessage],
]);

/**
 * Understands one CloudEvent. Total: whatever it is given, it answers.
 *
 * @param project the nodes' project, if it is known
 */
export function parseEvent({ type, data }: CloudEvent, project?: string): ParsedEvent {
  if (type === undefined) return { kind: 'malformed', reason: 'a CloudEvent that cannot be read' };
  const parser = PARSERS.get(type);
  return parser === undefined ? { kind: 'ignored', reason: 'an event of an unknown kind' } : parser(data, project);
}
