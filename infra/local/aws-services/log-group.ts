import { Ids } from '../ec2/backend/ids.ts';

/** A log group keeps the newest events only: some functions here run for days. */
const KEPT = 20_000;

export interface LogEvent {
  readonly id: string;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

export class LogGroup {
  readonly #ids = new Ids(3);
  #events: LogEvent[] = [];

  /** What is written to standard output: an event a line. It may come late: `timestamp` is when it was written. */
  write(line: string, timestamp = Date.now()): void {
    const id = this.#ids.uuid('event');
    this.#events.push({ id, timestamp, ingestedAt: Date.now(), message: line.trimEnd() });
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  /** From `start` to `end`, oldest first. */
  between(start: number, end: number): LogEvent[] {
    const found = this.#events.filter(({ timestamp }) => timestamp >= start && timestamp <= end);
    return found.toSorted((a, b) => a.timestamp - b.timestamp);
  }
}
