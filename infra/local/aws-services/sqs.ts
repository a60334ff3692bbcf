import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { AwsServices, Queue } from './model.ts';
import { parse, ServiceError } from './wire.ts';

type Action = (services: AwsServices, body: string, endpoint: string) => object;

const ByUrl = z.object({ QueueUrl: z.string() });

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const urlOf = ({ account }: AwsServices, endpoint: string, name: string) => `${endpoint}/${account}/${name}`;

function noSuchQueue(): ServiceError {
  return new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function queueAt(services: AwsServices, url: string): Queue {
  const queue = services.queues.get(url.split('/').at(-1) ?? '');
  if (queue === undefined) throw noSuchQueue();
  return queue;
}

function attributesOf(services: AwsServices, { name, messages, deadLetters }: Queue): Record<string, string> {
  const policy = deadLetters && { deadLetterTargetArn: services.arn('sqs', deadLetters), maxReceiveCount: 5 };
  return {
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

/** The part of SQS that lists, peeks at and moves messages. */
export const sqsActions: Readonly<Record<string, Action>> = {
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
  ReceiveMessage: (services, body) => {
    const { messages } = queueAt(services, parse(ByUrl, body).QueueUrl);
    const bodies = messages.take();
    // Received but not deleted: visible again.
    for (const each of bodies) messages.put(each);
    const shown = bodies
      .slice(0, 1)
      .map((Body, i) => ({ MessageId: `${i}`, ReceiptHandle: `${i}`, Body, MD5OfBody: md5(Body) }));
    return shown.length === 0 ? {} : { Messages: shown };
  },
  PurgeQueue: (services, body) => {
    queueAt(services, parse(ByUrl, body).QueueUrl).messages.take();
    return {};
  },
  StartMessageMoveTask: (services, body) => {
    redrive(services, parse(z.object({ SourceArn: z.string() }), body).SourceArn);
    return { TaskHandle: 'bG9jYWw=' };
  },
};
