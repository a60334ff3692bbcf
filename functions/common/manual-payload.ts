import * as z from 'zod/mini';
import { checkPayload } from './schema-error.ts';
import type { ParsedEvent } from './parsed-event.ts';

const ManualPayload = z.strictObject({
  action: z.enum(['resync', 'plan']),
  force: z._default(z.boolean(), false),
});

/** Whether a person rather than a cloud sent this. */
export function isManualPayload(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'action' in payload;
}

/** Reads `{"action":"resync"|"plan","force":false}`. */
export function parseManualPayload(payload: unknown): ParsedEvent {
  const { data, problem } = checkPayload(ManualPayload, payload);
  if (data === undefined) {
    return { kind: 'malformed', reason: `not {"action":"resync"|"plan","force":true|false}: ${problem}` };
  }
  const { action, force } = data;
  return action === 'plan' ? { kind: 'plan' } : { kind: 'resync', force };
}

/** Only a direct caller of the function, who sees the report, may force a resync; a queue or topic may not. */
export function rejectForce<Event extends { readonly kind: string }>(event: Event): Event | ParsedEvent {
  const isForced = event.kind === 'resync' && 'force' in event && event.force === true;
  return isForced ? { kind: 'malformed', reason: 'force is taken from nobody but a caller of the function' } : event;
}
