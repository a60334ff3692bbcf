import * as z from 'zod/mini';
import { type AuditEntry, toCloudEvent } from '../../../../infra/local/gcp.ts';
import type { QueuedEvent } from '../../run/event-queue.ts';
import type { InvocationResult } from '../../run/environment.ts';
import type { GcpFunction } from './function.ts';

const Report = z.object({
  changes: z.array(z.object({})),
  stopped: z.optional(z.string()),
  partial: z.optional(z.array(z.string())),
});

/** Asks a function for a resync, as somebody by hand or the schedule does. */
export async function invokeResync(target: GcpFunction, force: boolean): Promise<InvocationResult> {
  try {
    const { body } = await target.handle({}, { action: 'resync', force });
    return { delivered: [], acknowledged: [], report: Report.parse(body) };
  } catch (failure) {
    return { delivered: [], acknowledged: [], failure };
  }
}

/** One request for each letter, all at once, as Eventarc does; `onReturn` gets those that were not answered 2xx. */
export async function invokeWithEvents(
  target: GcpFunction,
  events: readonly QueuedEvent<AuditEntry>[],
  onReturn: (events: readonly QueuedEvent<AuditEntry>[]) => void,
): Promise<InvocationResult> {
  const { proc } = target;
  const answers = await Promise.allSettled(
    events.map(async ({ event }) => {
      const { headers, body } = toCloudEvent(event);
      return target.handle(headers, body);
    }),
  );
  const isDone = (i: number) => {
    const answer = answers[i];
    return !proc.isKilled && answer?.status === 'fulfilled' && answer.value.status < 300;
  };
  onReturn(events.filter((_, i) => !isDone(i)));
  const failure: unknown = answers.find((answer) => answer.status === 'rejected')?.reason;
  return { delivered: events, acknowledged: events.filter((_, i) => isDone(i)), failure };
}
