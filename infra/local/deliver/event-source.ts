import type { VirtualClock } from '../common/virtual-clock.ts';
import { type BatchFunction, failuresIn, type Queued, toBatch } from './queue.ts';

export interface EventSourceOptions {
  readonly batchSize: number;
  readonly maxReceiveCount: number;
  /** Milliseconds for which a message that was taken is hidden, whether or not it is handed back sooner. */
  readonly visibility: number;
  /** Milliseconds that the function may run. */
  readonly timeout: number;
}

interface Hidden extends Queued {
  visibleAt: number;
}

/** How often the queue is asked when it had nothing. */
const POLL = 1000;

/**
 * A standard SQS queue and Lambda's polling of it, on a virtual clock: messages that were taken come back when their
 * visibility timeout is over, and not before, even when the function hands them back at once.
 */
export class EventSource {
  readonly deadLetters: string[] = [];
  /** Batches handed to the function so far. */
  batches = 0;
  /** How often the function took longer than it may. Lambda would have ended it. */
  timeouts = 0;
  readonly #clock: VirtualClock;
  readonly #options: EventSourceOptions;
  #messages: Hidden[] = [];
  #count = 0;

  constructor(clock: VirtualClock, options: EventSourceOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get length(): number {
    return this.#messages.length;
  }

  send(event: unknown): void {
    this.#count += 1;
    const messageId = `message-${this.#count}`;
    this.#messages.push({ messageId, body: JSON.stringify(event), receives: 0, visibleAt: this.#clock.now() });
  }

  /** Delivers to the copies of a function, each busy with one batch at a time, until no message is left. */
  async drainAll(copies: readonly BatchFunction[]): Promise<void> {
    await Promise.all(copies.map((copy) => this.#feed(copy)));
  }

  async #feed(copy: BatchFunction): Promise<void> {
    while (this.#messages.length > 0) {
      const batch = this.#take();
      if (batch.length > 0) await this.#deliver(batch, copy);
      else await this.#clock.sleep(POLL);
    }
  }

  #take(): Hidden[] {
    const now = this.#clock.now();
    const { batchSize, visibility } = this.#options;
    const batch = this.#messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, batchSize);
    for (const message of batch) {
      message.visibleAt = now + visibility;
      message.receives += 1;
    }
    return batch;
  }

  async #deliver(batch: readonly Hidden[], copy: BatchFunction): Promise<void> {
    this.batches += 1;
    const { timeout, maxReceiveCount } = this.#options;
    const until = this.#clock.now() + timeout;
    const context = { getRemainingTimeInMillis: () => until - this.#clock.now() };
    const everything = new Set(batch.map(({ messageId }) => messageId));
    const answered = await copy(toBatch(batch), context).then(
      (answer) => new Set(failuresIn(answer)),
      () => everything,
    );
    const isLate = this.#clock.now() > until;
    if (isLate) this.timeouts += 1;
    const failed = isLate ? everything : answered;
    const dead = batch.filter(({ messageId, receives }) => failed.has(messageId) && receives >= maxReceiveCount);
    this.deadLetters.push(...dead.map(({ body }) => body));
    const over = new Set([...everything].filter((id) => !failed.has(id)));
    for (const { messageId } of dead) over.add(messageId);
    this.#messages = this.#messages.filter(({ messageId }) => !over.has(messageId));
  }
}
