import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const ROOT = new URL('../../', import.meta.url);

const Serverless = z.object({
  custom: z.object({ timeout: z.number(), visibilityTimeout: z.number() }),
  functions: z.object({
    podRoutes: z.object({
      events: z.tuple([z.object({ sqs: z.object({ batchSize: z.number(), maximumConcurrency: z.number() }) })]),
    }),
  }),
});

const Queues = z.object({
  Resources: z.object({
    EventQueue: z.object({
      Properties: z.object({ RedrivePolicy: z.object({ maxReceiveCount: z.number() }) }),
    }),
  }),
});

/** CloudFormation's own tags mean nothing here. */
const read = (file: string): unknown => parse(readFileSync(new URL(file, ROOT), 'utf8'), { logLevel: 'silent' });

/** How the function is fed with events where it is deployed. Milliseconds. */
export function eventSource() {
  const { custom, functions } = Serverless.parse(read('serverless.yml'));
  const { maxReceiveCount } = Queues.parse(read('infra/aws/queues.yml')).Resources.EventQueue.Properties.RedrivePolicy;
  const [{ sqs }] = functions.podRoutes.events;
  return {
    batchSize: sqs.batchSize,
    copies: sqs.maximumConcurrency,
    maxReceiveCount,
    timeout: custom.timeout * 1000,
    visibility: custom.visibilityTimeout * 1000,
  };
}
