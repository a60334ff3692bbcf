import * as z from 'zod/mini';
import { describeSchemaError } from '../../common/schema-error.ts';
import { isManualPayload, parseManualPayload, rejectForce } from '../../common/manual-payload.ts';
import { parseJson } from '../../common/parse-json.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';
import { parseLogEntry } from './audit-log.ts';

const PubSubMessage = z.object({ message: z.object({ data: z.string() }) });

/** A Pub/Sub message: a log entry from the sink for system events, or a manual payload. */
export function parsePubSubMessage(data: unknown, project?: string): ParsedEvent {
  const parsed = PubSubMessage.safeParse(data);
  if (!parsed.success) return { kind: 'malformed', reason: `Pub/Sub message: ${describeSchemaError(parsed.error)}` };
  const payload = parseJson(Buffer.from(parsed.data.message.data, 'base64'));
  if (payload === undefined) return { kind: 'malformed', reason: 'the Pub/Sub message is not JSON' };
  return isManualPayload(payload) ? rejectForce(parseManualPayload(payload)) : parseLogEntry(payload, project);
}
