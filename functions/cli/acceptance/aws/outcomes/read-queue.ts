import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { parseJson } from '../../../../common/parse-json.ts';
import type { BusApi } from './bus-api.ts';

const BusEvent = z.object({
  'detail-type': z.string(),
  detail: z.object({ node: z.optional(z.string()), table: z.optional(z.string()) }),
});

export type BusEvent = z.infer<typeof BusEvent>;

/** The most of each. */
const MESSAGES = 10;
/** Seconds. With less than that SQS asks only some of its servers, which may have none. */
const WAIT = 1;

/** What has come since the last look; the same may come again. */
export async function readQueue({ sqs, call }: Pick<BusApi, 'sqs' | 'call'>, url: string): Promise<BusEvent[]> {
  const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: MESSAGES, WaitTimeSeconds: WAIT });
  const { Messages = [] } = await call('sqs:ReceiveMessage', url, () => sqs.send(command));
  return Messages.flatMap(({ Body = '' }) => BusEvent.safeParse(parseJson(Body)).data ?? []);
}
