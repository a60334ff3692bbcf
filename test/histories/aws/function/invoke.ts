import * as z from 'zod/mini';
import { LocalQueue } from '../../../../infra/local/aws.ts';
import type { QueuedEvent } from '../../run/event-queue.ts';
import type { InvocationResult, ReportSummary } from '../../run/environment.ts';
import type { AwsFunction } from './function.ts';

const Report = z.object({ changes: z.array(z.object({})), stopped: z.optional(z.string()) });

/** Asks a function for a resync, as somebody by hand or the schedule does. */
export async function invokeResync(target: AwsFunction, force: boolean, remaining?: number): Promise<InvocationResult> {
  try {
    const report: ReportSummary = Report.parse(await target.invoke({ action: 'resync', force }, remaining));
    return { delivered: [], acknowledged: [], report };
  } catch (failure) {
    return { delivered: [], acknowledged: [], failure };
  }
}

/** Delivers letters in batches, once; `onReturn` gets those that came back. */
export async function invokeWithEvents(
  target: AwsFunction,
  events: readonly QueuedEvent<string>[],
  onReturn: (events: readonly QueuedEvent<string>[]) => void,
  remaining?: number,
): Promise<InvocationResult> {
  const { proc } = target;
  const queue = new LocalQueue({ maxReceiveCount: 1000 });
  for (const { event } of events) queue.sendBody(event);
  let failure: unknown;
  await queue.drain(async (batch) => {
    try {
      const answer = await target.invoke(batch, remaining);
      if (!proc.isKilled) return answer;
    } catch (error) {
      failure ??= error;
      throw error;
    }
    throw new Error('the process is gone, and with it its answer');
  });
  const back = new Set(queue.takeAll());
  onReturn(events.filter(({ event }) => back.has(event)));
  return { delivered: events, acknowledged: events.filter(({ event }) => !back.has(event)), failure };
}
