import { createHash } from 'node:crypto';

/** A message in a queue. */
export interface Queued {
  readonly messageId: string;
  readonly body: string;
  receives: number;
}

/** The batch that Lambda hands to a function for SQS. */
interface SqsBatch {
  readonly Records: {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
    readonly eventSource: 'aws:sqs';
    readonly eventSourceARN: string;
    readonly awsRegion: string;
  }[];
}

export interface QueueOptions {
  /** Messages in a batch. */
  readonly batchSize?: number;
  /** After so many deliveries a message goes to the dead letters. */
  readonly maxReceiveCount?: number;
}

/** A function that answers a batch as Lambda functions with ReportBatchItemFailures do. */
export type BatchFunction = (batch: SqsBatch, context?: unknown) => Promise<unknown>;

/** The messages that an answer hands back. */
export function failuresIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return [];
  const { batchItemFailures: failures } = answer;
  if (!Array.isArray(failures)) throw new TypeError('batchItemFailures is not a list');
  return failures.map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier);
}

/**
 * A standard SQS queue between EventBridge and a function: batches, deliveries again, dead letters. Nothing is timed: what
 * came back is delivered again by the next `drain`.
 */
export class LocalQueue {
  readonly deadLetters: string[] = [];
  /** Batches handed to the function so far. */
  batches = 0;
  #waiting: Queued[] = [];
  #count = 0;
  readonly #batchSize: number;
  readonly #maxReceiveCount: number;

  constructor({ batchSize = 10, maxReceiveCount = 5 }: QueueOptions = {}) {
    this.#batchSize = batchSize;
    this.#maxReceiveCount = maxReceiveCount;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Queues an event as EventBridge does: its JSON is the body. */
  send(event: unknown): void {
    this.sendBody(JSON.stringify(event));
  }

  sendBody(body: string): void {
    this.#count += 1;
    const messageId = createHash('sha256').update(`${this.#count}`).digest('hex').slice(0, 32);
    this.#waiting.push({ messageId, body, receives: 0 });
  }

  /** Takes the bodies of all waiting messages out of the queue: to lose them, or to send them late. */
  takeAll(): string[] {
    return this.#waiting.splice(0).map(({ body }) => body);
  }

  /** Delivers everything that waits now, once, to the copies of a function, each busy with one batch at a time. */
  async drain(...copies: BatchFunction[]): Promise<void> {
    const due = this.#waiting;
    this.#waiting = [];
    const feed = async (copy: BatchFunction) => {
      while (due.length > 0) await this.#deliver(due.splice(0, this.#batchSize), copy);
    };
    await Promise.all(copies.map(feed));
  }

  /** Delivers until nothing waits: every message was taken or is a dead letter. */
  async drainAll(...copies: BatchFunction[]): Promise<void> {
    while (this.#waiting.length > 0) await this.drain(...copies);
  }

  async #deliver(messages: readonly Queued[], target: BatchFunction): Promise<void> {
    for (const message of messages) message.receives += 1;
    this.batches += 1;
    const failed = await target(toBatch(messages)).then(
      (answer) => new Set(failuresIn(answer)),
      // A throw hands the whole batch back.
      () => new Set(messages.map((message) => message.messageId)),
    );
    for (const message of messages.filter(({ messageId }) => failed.has(messageId))) {
      if (message.receives < this.#maxReceiveCount) this.#waiting.push(message);
      else this.deadLetters.push(message.body);
    }
  }
}

/** Messages as Lambda hands them to a function. */
export function toBatch(messages: readonly Queued[]): SqsBatch {
  return {
    Records: messages.map(({ messageId, body, receives }) => ({
      messageId,
      receiptHandle: `${messageId}#${receives}`,
      body,
      attributes: { ApproximateReceiveCount: `${receives}` },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:podroutes',
      awsRegion: 'us-east-1',
    })),
  };
}
