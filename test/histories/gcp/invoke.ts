import * as z from 'zod/mini';
import { type AuditEntry, toCloudEvent } from '../../../infra/local/gcp.ts';
import type { Letter } from '../mailbox.ts';
import type { Outcome } from '../stage.ts';
import type { GcpFunction } from './function.ts';

const Report = z.object({
  changes: z.array(z.object({})),
  stopped: z.optional(z.string()),
  partial: z.optional(z.array(z.string())),
});

/** Asks a function for a resync, as somebody by hand or the schedule does. */
export async function askForResync(target: GcpFunction, force: boolean): Promise<Outcome> {
  try {
    const { body } = await target.answer({}, { action: 'resync', force });
    return { told: [], done: [], report: Report.parse(body) };
  } catch (failure) {
    return { told: [], done: [], failure };
  }
}

/** One request for each letter, all at once, as Eventarc does; `onReturn` gets those that were not answered 2xx. */
export async function deliver(
  target: GcpFunction,
  letters: readonly Letter<AuditEntry>[],
  onReturn: (letters: readonly Letter<AuditEntry>[]) => void,
): Promise<Outcome> {
  const { life } = target;
  const answers = await Promise.allSettled(
    letters.map(async ({ event }) => {
      const { headers, body } = toCloudEvent(event);
      return target.answer(headers, body);
    }),
  );
  const isDone = (i: number) => {
    const answer = answers[i];
    return !life.isOver && answer?.status === 'fulfilled' && answer.value.status < 300;
  };
  onReturn(letters.filter((_, i) => !isDone(i)));
  const failure: unknown = answers.find((answer) => answer.status === 'rejected')?.reason;
  return { told: letters, done: letters.filter((_, i) => isDone(i)), failure };
}
