import * as z from 'zod/mini';
import { checkPayload } from '../../common/schema-error.ts';
import { isManualPayload, parseManualPayload, rejectForce } from '../../common/manual-payload.ts';
import { parseJson } from '../../common/parse-json.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';
import { parseLogEntry } from './audit-log.ts';

const PubSubMessage = z.object({ message: z.object({ data: z.string() }) });

/** A Pub/Sub message: a log entry from the sink for system events, or a manual payload. */
export function parsePubSubMessage(data: unknown, project?: string): ParsedEvent {
  const { data: delivery, problem } = checkPayload(PubSubMessage, data);
  if (delivery === undefined) return { kind: 'malformed', reason: `Pub/Sub message: ${problem}` };
  const payload = parseJson(Buffer.from(delivery.message.data, 'base64'));
  if (payload === undefined) return { kind: 'malformed', reason: 'the Pub/Sub message is not JSON' };
  return isManualPayload(payload) ? rejectForce(parseManualPayload(payload)) : parseLogEntry(payload, project);
}
