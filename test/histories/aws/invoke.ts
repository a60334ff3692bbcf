import * as z from 'zod/mini';
import { LocalQueue } from '../../../infra/local/aws.ts';
import type { Letter } from '../mailbox.ts';
import type { Outcome, Summary } from '../stage.ts';
import type { AwsFunction } from './function.ts';

const Report = z.object({ changes: z.array(z.object({})), stopped: z.optional(z.string()) });

/** Asks a function for a resync, as somebody by hand or the schedule does. */
export async function askForResync(target: AwsFunction, force: boolean, remaining?: number): Promise<Outcome> {
  try {
    const report: Summary = Report.parse(await target.invoke({ action: 'resync', force }, remaining));
    return { told: [], done: [], report };
  } catch (failure) {
    return { told: [], done: [], failure };
  }
}

/** Delivers letters in batches, once; `onReturn` gets those that came back. */
export async function deliver(
  target: AwsFunction,
  letters: readonly Letter<string>[],
  onReturn: (letters: readonly Letter<string>[]) => void,
  remaining?: number,
): Promise<Outcome> {
  const { life } = target;
  const queue = new LocalQueue({ maxReceiveCount: 1000 });
  for (const { event } of letters) queue.sendBody(event);
  let failure: unknown;
  await queue.drain(async (batch) => {
    try {
      const answer = await target.invoke(batch, remaining);
      if (!life.isOver) return answer;
    } catch (error) {
      failure ??= error;
      throw error;
    }
    throw new Error('the process is gone, and with it its answer');
  });
  const back = new Set(queue.takeAll());
  onReturn(letters.filter(({ event }) => back.has(event)));
  return { told: letters, done: letters.filter(({ event }) => !back.has(event)), failure };
}
