import { createHash } from 'node:crypto';
import type { ManualClock } from '../common/simulated-clock.ts';
import { type BatchFunction, failuresIn, type Queued, toBatch } from './sqs-batch.ts';

export interface QueueOptions {
  readonly batchSize?: number;
  /** After so many deliveries a message goes to the dead letters. */
  readonly maxReceiveCount?: number;
}

/** The times of a queue and of the function that it feeds. */
export interface QueueTimes {
  readonly clock: ManualClock;
  /** Milliseconds for which a message that was taken is hidden, whether or not it is handed back sooner. */
  readonly visibility: number;
  /** Milliseconds that the function may run. */
  readonly timeout: number;
}

/** How often the queue is asked when it had nothing. */
const POLL = 1000;

/**
 * A standard SQS queue between EventBridge and a function: batches, deliveries again, dead letters. With `drain` nothing is
 * timed: what came back is delivered again by the next one. `poll` keeps the times of SQS and Lambda.
 */
export class LocalQueue {
  readonly deadLetters: string[] = [];
  /** Batches handed to the function so far. */
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

  /** Queues an event as EventBridge does: its JSON is the body. */
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

  /** Delivers everything that waits now, once, to the copies of a function, each busy with one batch at a time. */
  async drain(...copies: BatchFunction[]): Promise<void> {
    const due = this.#waiting;
    this.#waiting = [];
    const feed = async (copy: BatchFunction) => {
      while (due.length > 0) this.#waiting.push(...(await this.#deliver(due.splice(0, this.#batchSize), copy)));
    };
    await Promise.all(copies.map(feed));
  }

  /** Delivers until nothing waits: every message was taken or is a dead letter. */
  async drainAll(...copies: BatchFunction[]): Promise<void> {
    while (this.#waiting.length > 0) await this.drain(...copies);
  }

  /** As `drainAll`, but messages that were taken come back when their visibility timeout is over, and not before. */
  async poll(copies: readonly BatchFunction[], times: QueueTimes): Promise<void> {
    const { clock, visibility } = times;
    const visibleAt = new Map<Queued, number>();
    const feed = async (copy: BatchFunction) => {
      while (this.#waiting.length > 0) {
        const visible = this.#waiting.filter((each) => (visibleAt.get(each) ?? 0) <= clock.now());
        const batch = visible.slice(0, this.#batchSize);
        for (const message of batch) visibleAt.set(message, clock.now() + visibility);
        if (batch.length === 0) await clock.sleep(POLL);
        else await this.#deliverHidden(batch, this.#inTime(copy, times));
      }
    };
    await Promise.all(copies.map(feed));
  }

  /** Delivers what stays in the queue meanwhile, hidden. */
  async #deliverHidden(batch: readonly Queued[], target: BatchFunction): Promise<void> {
    const left = new Set(await this.#deliver(batch, target));
    this.#waiting = this.#waiting.filter((each) => left.has(each) || !batch.includes(each));
  }

  /** Hands a batch to the function. Returns the messages that it hands back, but for those that became dead letters. */
  async #deliver(batch: readonly Queued[], target: BatchFunction): Promise<Queued[]> {
    for (const message of batch) message.receives += 1;
    this.batches += 1;
    const failed = await target(toBatch(batch)).then(
      (answer) => new Set(failuresIn(answer)),
      // A throw hands the whole batch back.
      () => new Set(batch.map(({ messageId }) => messageId)),
    );
    const back = batch.filter(({ messageId }) => failed.has(messageId));
    const isDead = ({ receives }: Queued) => receives >= this.#maxReceiveCount;
    this.deadLetters.push(...back.filter(isDead).map(({ body }) => body));
    return back.filter((each) => !isDead(each));
  }

  /** A function that knows its remaining time and fails when it exceeds it. */
  #inTime(copy: BatchFunction, { clock, timeout }: QueueTimes): BatchFunction {
    return async (batch) => {
      const until = clock.now() + timeout;
      const context = { getRemainingTimeInMillis: () => until - clock.now() };
      const [answer] = await Promise.allSettled([copy(batch, context)]);
      if (clock.now() > until) {
        this.timeouts += 1;
        throw new Error(`Task timed out after ${timeout / 1000} seconds`);
      }
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    };
  }
}
