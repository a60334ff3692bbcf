import type { LogEvent, LogSource } from './log-source.ts';

/** Milliseconds that an event may take from being written until it can be read. */
const LATE = 120_000;

/** Reads a log again and again, and passes on each event once, also one that comes late. */
export class LogReader {
  readonly #source: LogSource;
  /** Everything before has been read. By the times of the log: the clock here may be wrong. */
  #from: number;
  /** When each event was written that has been passed on and may be read again. */
  readonly #seen = new Map<string, number>();

  constructor(source: LogSource, since: number) {
    this.#source = source;
    this.#from = since;
  }

  /** What is new. When it fails on the way, the next look begins where this one did. */
  async *look(now: number): AsyncGenerator<LogEvent[]> {
    let newest = this.#from;
    for await (const page of this.#source.pagesSince(this.#from)) {
      const unseen = page.filter(({ id }) => !this.#seen.has(id));
      for (const { id, time } of page) {
        this.#seen.set(id, time);
        newest = Math.max(newest, time);
      }
      yield unseen;
    }
    this.#from = Math.max(this.#from, Math.min(newest, now) - LATE);
    for (const [id, time] of this.#seen) if (time < this.#from) this.#seen.delete(id);
  }
}
