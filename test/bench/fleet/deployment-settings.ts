import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';

/** What is deployed says how often, how large and how many: read from there, so that the figures follow. */
const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

const Queue = z.object({ batchSize: z.number(), maximumBatchingWindow: z.number(), maximumConcurrency: z.number() });

const Serverless = z.object({
  params: z.object({ default: z.object({ schedule: z.string() }) }),
  custom: z.object({ timeout: z.number(), visibilityTimeout: z.number() }),
  functions: z.object({
    podRoutes: z.object({
      memorySize: z.number(),
      events: z.tuple([z.object({ sqs: Queue })]),
    }),
  }),
});

interface AwsSettings {
  readonly minutesBetweenResyncs: number;
  readonly memoryGb: number;
  readonly batchSize: number;
  /** Seconds for which events are gathered. */
  readonly batchingWindow: number;
  readonly concurrency: number;
  /** Seconds that a run may take. */
  readonly timeout: number;
  /** Seconds for which a message that was taken is hidden. */
  readonly visibilityTimeout: number;
  /** Deliveries after which a message is given up. */
  readonly maxReceiveCount: number;
  readonly alarms: number;
  readonly dashboards: number;
}

const occurrences = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

function group(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${String(pattern)} in what is deployed any more`);
  return found;
}

/** As serverless.yml and infra/aws deploy it by default. */
export function awsSettings(): AwsSettings {
  // CloudFormation's own tags mean nothing here.
  const { params, custom, functions } = Serverless.parse(parse(read('serverless.yml'), { logLevel: 'error' }));
  const { memorySize, events } = functions.podRoutes;
  const { batchSize, maximumBatchingWindow, maximumConcurrency } = events[0].sqs;
  return {
    minutesBetweenResyncs: Number(group(params.default.schedule, /^rate\((\d+) minutes\)$/)),
    memoryGb: memorySize / 1024,
    batchSize,
    batchingWindow: maximumBatchingWindow,
    concurrency: maximumConcurrency,
    timeout: custom.timeout,
    visibilityTimeout: custom.visibilityTimeout,
    maxReceiveCount: Number(group(read('infra/aws/queues.yml'), /maxReceiveCount: (\d+)/)),
    alarms: occurrences(read('infra/aws/alarms.yml'), /Type: AWS::CloudWatch::Alarm/g),
    dashboards: occurrences(read('infra/aws/dashboard.yml'), /Type: AWS::CloudWatch::Dashboard/g),
  };
}

interface GcpSettings {
  readonly minutesBetweenResyncs: number;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly alerts: number;
}

/** As infra/gcp deploys it by default. */
export function gcpSettings(): GcpSettings {
  const functionTf = read('infra/gcp/module/function.tf');
  return {
    minutesBetweenResyncs: Number(group(read('infra/gcp/module/variables.tf'), /default\s+= "\*\/(\d+) \* \* \* \*"/)),
    vcpus: Number(group(functionTf, /available_cpu\s+= "(\d+)"/)),
    memoryGib: Number(group(functionTf, /available_memory\s+= "(\d+)Mi"/)) / 1024,
    alerts: occurrences(read('infra/gcp/module/alerts.tf'), /^ +title = /gm),
  };
}
