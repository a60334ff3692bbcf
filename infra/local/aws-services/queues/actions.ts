import * as z from 'zod/mini';
import { type AwsServices, messagesIn, type Queue } from '../model.ts';
import { parse, ServiceError } from '../wire.ts';
import { queueAttributes } from './attributes.ts';

type Action = (services: AwsServices, body: string, endpoint: string) => object;

const ByUrl = z.object({ QueueUrl: z.string() });
const Texts = z._default(z.record(z.string(), z.string()), {});
const NewQueue = z.object({ QueueName: z.string(), Attributes: Texts, tags: Texts });

/** Milliseconds for which a deleted queue's name is taken. */
const NAME_REST = 60_000;
const MAX_TAGS = 50;

export const urlOf = ({ account }: AwsServices, endpoint: string, name: string) => `${endpoint}/${account}/${name}`;

export function noSuchQueue(): ServiceError {
  return new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function queueAt(services: AwsServices, url: string): Queue {
  const queue = services.queues.get(url.split('/').at(-1) ?? '');
  if (queue === undefined) throw noSuchQueue();
  return queue;
}

function assertNew({ deletedQueues, now }: AwsServices, { QueueName: name, tags }: z.infer<typeof NewQueue>): void {
  if (!/^[\w-]{1,80}$/.test(name)) {
    const rule = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
    throw new ServiceError('InvalidParameterValue', rule);
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new ServiceError('InvalidParameterValue', `Too many tags added for queue ${name}.`);
  }
  const deletedAt = deletedQueues.get(name);
  if (deletedAt !== undefined && now() - deletedAt < NAME_REST) {
    const rule = 'You must wait 60 seconds after deleting a queue before you can create another with the same name.';
    throw new ServiceError('QueueDeletedRecently', rule);
  }
}

/** The same request again finds the queue that it made. */
function assertSame({ attributes = {} }: Queue, wanted: Readonly<Record<string, string>>): void {
  const different = Object.keys(wanted).find((name) => attributes[name] !== wanted[name]);
  if (different === undefined) return;
  const message = `A queue already exists with the same name and a different value for attribute ${different}`;
  throw new ServiceError('QueueNameExists', message);
}

/** What makes and removes queues, and shows whose they are. */
export const queueActions: Readonly<Record<string, Action>> = {
  CreateQueue: (services, body, endpoint) => {
    const wanted = parse(NewQueue, body);
    const { QueueName: name, Attributes: given, tags } = wanted;
    assertNew(services, wanted);
    const attributes = queueAttributes(given);
    const existing = services.queues.get(name);
    if (existing === undefined) services.queues.set(name, { name, messages: messagesIn([]), attributes, tags });
    else assertSame(existing, given);
    return { QueueUrl: urlOf(services, endpoint, name) };
  },
  DeleteQueue: (services, body) => {
    const { name } = queueAt(services, parse(ByUrl, body).QueueUrl);
    services.queues.delete(name);
    services.deletedQueues.set(name, services.now());
    return {};
  },
  ListQueueTags: (services, body) => {
    const { tags = {} } = queueAt(services, parse(ByUrl, body).QueueUrl);
    return Object.keys(tags).length === 0 ? {} : { Tags: tags };
  },
};
