import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { AwsServices, Queue } from './model.ts';
import { noSuchQueue, queueActions, queueAt, urlOf } from './queues/actions.ts';
import { parse, ServiceError } from './wire.ts';

type Action = (services: AwsServices, body: string, endpoint: string) => object;

const ByUrl = z.object({ QueueUrl: z.string() });

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function attributesOf(
  services: AwsServices,
  { name, messages, deadLetters, attributes }: Queue,
): Record<string, string> {
  const policy = deadLetters && { deadLetterTargetArn: services.arn('sqs', deadLetters), maxReceiveCount: 5 };
  return {
    ...attributes,
    QueueArn: services.arn('sqs', name),
    ApproximateNumberOfMessages: `${messages.count()}`,
    ApproximateNumberOfMessagesNotVisible: '0',
    ...(policy === undefined ? {} : { RedrivePolicy: JSON.stringify(policy) }),
  };
}

/** Moves the messages of a dead-letter queue back to the queue that they came from. */
function redrive(services: AwsServices, source: string): void {
  const queue = services.queues.get(source.split(':').at(-1) ?? '');
  if (queue === undefined) throw new ServiceError('ResourceNotFoundException', 'The resource does not exist.', 404);
  const origin = [...services.queues.values()].find(({ deadLetters }) => deadLetters === queue.name);
  if (origin === undefined) {
    throw new ServiceError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
  }
  for (const body of queue.messages.take()) origin.messages.put(body);
}

const Receive = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z._default(z.int(), 1),
  WaitTimeSeconds: z._default(z.int(), 0),
});

function assertWithin(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  const reason = `Must be between ${least} and ${most}, if provided.`;
  throw new ServiceError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

/** Does not wait for messages. What is shown goes behind the others, so that all are seen in turn. */
function receive(services: AwsServices, request: z.infer<typeof Receive>): object {
  const { QueueUrl: url, MaxNumberOfMessages: most, WaitTimeSeconds: wait } = request;
  assertWithin('MaxNumberOfMessages', most, 1, 10);
  assertWithin('WaitTimeSeconds', wait, 0, 20);
  const { messages } = queueAt(services, url);
  const bodies = messages.take();
  const shown = bodies.splice(0, most);
  // Received but not deleted: visible again.
  for (const each of [...bodies, ...shown]) messages.put(each);
  const all = shown.map((Body, i) => ({ MessageId: `${i}`, ReceiptHandle: `${i}`, Body, MD5OfBody: md5(Body) }));
  return all.length === 0 ? {} : { Messages: all };
}

/** The part of SQS that makes and removes queues, and lists, peeks at and moves messages. */
export const sqsActions: Readonly<Record<string, Action>> = {
  ...queueActions,
  ListQueues: (services, body, endpoint) => {
    const { QueueNamePrefix: prefix = '' } = parse(z.object({ QueueNamePrefix: z.optional(z.string()) }), body);
    const names = [...services.queues.keys()].filter((name) => name.startsWith(prefix));
    return names.length === 0 ? {} : { QueueUrls: names.map((name) => urlOf(services, endpoint, name)) };
  },
  GetQueueUrl: (services, body, endpoint) => {
    const { QueueName: name } = parse(z.object({ QueueName: z.string() }), body);
    if (!services.queues.has(name)) throw noSuchQueue();
    return { QueueUrl: urlOf(services, endpoint, name) };
  },
  GetQueueAttributes: (services, body) => {
    const { AttributeNames: names = [], QueueUrl: url } = parse(
      z.object({ QueueUrl: z.string(), AttributeNames: z.optional(z.array(z.string())) }),
      body,
    );
    const all = Object.entries(attributesOf(services, queueAt(services, url)));
    const asked = all.filter(([name]) => names.includes(name) || names.includes('All'));
    return asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) };
  },
  ReceiveMessage: (services, body) => receive(services, parse(Receive, body)),
  PurgeQueue: (services, body) => {
    queueAt(services, parse(ByUrl, body).QueueUrl).messages.take();
    return {};
  },
  StartMessageMoveTask: (services, body) => {
    redrive(services, parse(z.object({ SourceArn: z.string() }), body).SourceArn);
    return { TaskHandle: 'bG9jYWw=' };
  },
};
