import { createHash } from 'node:crypto';
import type { ManualClock } from '../common/manual-clock.ts';
import { type BatchFunction, failuresIn, type Queued, toBatch } from './sqs-batch.ts';

export interface QueueOptions {
  readonly batchSize?: number;
  /** After so many deliveries a message goes to the dead letters. */
  readonly maxReceiveCount?: number;
}

/** The times of a queue and of the function that it feeds. */
export interface QueueTimes {
  readonly clock: ManualClock;
  /** Visibility timeout in milliseconds; a failure reported sooner does not shorten it. */
  readonly visibility: number;
  /** Milliseconds that the function may run. */
  readonly timeout: number;
}

/** Milliseconds between polls of an empty queue. */
const POLL = 1000;

/**
 * A standard SQS queue between EventBridge and a function: batches, deliveries again, dead letters. Failed messages are
 * delivered again by the next `drain`; `poll` follows the timeouts of SQS and Lambda.
 */
export class LocalQueue {
  readonly deadLetters: string[] = [];
  /** Batches delivered so far. */
  batches = 0;
  /** How often the function exceeded its timeout, at which Lambda would have stopped it. */
  timeouts = 0;
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

  send(event: unknown): void {
    this.sendBody(JSON.stringify(event));
  }

  sendBody(body: string): void {
    this.#count += 1;
    const messageId = createHash('sha256').update(`${this.#count}`).digest('hex').slice(0, 32);
    this.#waiting.push({ messageId, body, receives: 0 });
  }

  /** Removes all waiting messages and returns their bodies. */
  takeAll(): string[] {
    return this.#waiting.splice(0).map(({ body }) => body);
  }

  /** Delivers everything that waits now, once, to the instances of a function, each with one batch at a time. */
  async drain(...instances: BatchFunction[]): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const feed = async (target: BatchFunction) => {
      while (waiting.length > 0) {
        this.#waiting.push(...(await this.#deliver(waiting.splice(0, this.#batchSize), target)));
      }
    };
    await Promise.all(instances.map(feed));
  }

  /** Delivers until nothing waits: every message succeeded or is a dead letter. */
  async drainAll(...instances: BatchFunction[]): Promise<void> {
    while (this.#waiting.length > 0) await this.drain(...instances);
  }

  /** As `drainAll`, but failed messages are visible again only after their visibility timeout. */
  async poll(instances: readonly BatchFunction[], times: QueueTimes): Promise<void> {
    const { clock, visibility } = times;
    const visibleAt = new Map<Queued, number>();
    const feed = async (target: BatchFunction) => {
      while (this.#waiting.length > 0) {
        const visible = this.#waiting.filter((each) => (visibleAt.get(each) ?? 0) <= clock.now());
        const batch = visible.slice(0, this.#batchSize);
        for (const message of batch) visibleAt.set(message, clock.now() + visibility);
        if (batch.length === 0) await clock.sleep(POLL);
        else await this.#deliverHidden(batch, this.#withTimeout(target, times));
      }
    };
    await Promise.all(instances.map(feed));
  }

  /** Delivers messages that stay in the queue, hidden, until they succeed. */
  async #deliverHidden(batch: readonly Queued[], target: BatchFunction): Promise<void> {
    const failed = new Set(await this.#deliver(batch, target));
    this.#waiting = this.#waiting.filter((each) => failed.has(each) || !batch.includes(each));
  }

  /** Delivers a batch. Returns the failed messages, without those that became dead letters. */
  async #deliver(batch: readonly Queued[], target: BatchFunction): Promise<Queued[]> {
    for (const message of batch) message.receives += 1;
    this.batches += 1;
    const failed = await target(toBatch(batch)).then(
      (answer) => new Set(failuresIn(answer)),
      // A throw fails the whole batch.
      () => new Set(batch.map(({ messageId }) => messageId)),
    );
    const retried = batch.filter(({ messageId }) => failed.has(messageId));
    const isDead = ({ receives }: Queued) => receives >= this.#maxReceiveCount;
    this.deadLetters.push(...retried.filter(isDead).map(({ body }) => body));
    return retried.filter((each) => !isDead(each));
  }

  /** A function that knows its remaining time and fails when it exceeds it. */
  #withTimeout(target: BatchFunction, { clock, timeout }: QueueTimes): BatchFunction {
    return async (batch) => {
      const deadline = clock.now() + timeout;
      const context = { getRemainingTimeInMillis: () => deadline - clock.now() };
      const [answer] = await Promise.allSettled([target(batch, context)]);
      if (clock.now() > deadline) {
        this.timeouts += 1;
        throw new Error(`Task timed out after ${timeout / 1000} seconds`);
      }
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    };
  }
}
