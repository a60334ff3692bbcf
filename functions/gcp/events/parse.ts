import type { Wake } from '../../common/wake.ts';
import { parseLogEntry } from './audit-log.ts';
import type { CloudEvent } from './cloud-event.ts';
import { parsePublished } from './pubsub.ts';

type Parser = (data: unknown, project?: string) => Wake;

/** One parser for each kind of CloudEvent. To add a trigger, write its parser and name it here. */
const PARSERS = new Map<string, Parser>([
  ['google.cloud.audit.log.v1.written', parseLogEntry],
  ['google.cloud.pubsub.topic.v1.messagePublished', parsePublished],
]);

/**
 * Understands one CloudEvent. Total: whatever it is given, it answers.
 *
 * @param project the nodes' project, if it is known
 */
export function parseCloudEvent({ type, data }: CloudEvent, project?: string): Wake {
  if (type === undefined) return { kind: 'malformed', why: 'a CloudEvent that cannot be read' };
  const parser = PARSERS.get(type);
  return parser === undefined ? { kind: 'ignored', why: 'an event of an unknown kind' } : parser(data, project);
}
