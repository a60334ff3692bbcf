import { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { Io } from '../../io.ts';
import { CLEAR_LINE } from './status-line.ts';

/** Whoever waits longer than this wants to know for how much longer: milliseconds. */
const SHOW_AFTER = 1000;

/** The rate is that of so many writes at most: throttling comes and goes. */
const RECENT = 20;

/** A bar needs a stream; this one writes where people look. */
function barStream({ write, writeRaw = write, columns }: Io['stderr']): NodeJS.WritableStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: unknown, _encoding, done) => {
      writeRaw(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: columns ?? 80 });
}

/** Shows how far `total` writes have come, once they take longer than a second, on a terminal only. */
export class ProgressBar {
  readonly #io: Io;
  #total: number;
  readonly #startedAt: number;
  #completed = 0;
  /** When the last writes ended. */
  #recent: number[] = [];
  #bar: SingleBar | undefined;

  constructor(io: Io, total: number) {
    this.#io = io;
    this.#total = total;
    this.#startedAt = io.runtime.now();
  }

  /** One more write ended. */
  advance(): void {
    this.#completed += 1;
    // A node that is told a range gets routes in the other tables, which the plan did not have.
    this.#total = Math.max(this.#total, this.#completed);
    if (!this.#io.stderr.isTerminal) return;
    const now = this.#io.runtime.now();
    const perSecond = this.#rate(now);
    if (this.#bar === undefined && now - this.#startedAt < SHOW_AFTER) return;
    const pace = { rate: perSecond.toFixed(1), left: `${Math.ceil((this.#total - this.#completed) / perSecond)}s` };
    if (this.#bar === undefined) this.#bar = this.#open(pace);
    else {
      this.#bar.setTotal(this.#total);
      this.#bar.update(this.#completed, pace);
    }
  }

  /** Writes a second, by those that ended last. */
  #rate(now: number): number {
    const since = this.#recent[0] ?? this.#startedAt;
    const rate = (1000 * this.#recent.length || 1000) / Math.max(1, now - since);
    this.#recent = [...this.#recent, now].slice(-RECENT);
    return rate;
  }

  /** Leaves the line to somebody else, until the next write ends. */
  clearLine(): void {
    const { write, writeRaw = write } = this.#io.stderr;
    if (this.#bar !== undefined) writeRaw(CLEAR_LINE);
  }

  /** Ends the bar's line. */
  stop(): void {
    this.#bar?.stop();
  }

  #open(pace: object): SingleBar {
    const bar = new SingleBar({
      format: '{bar} {value}/{total} routes, {rate}/s, {left} left',
      stream: barStream(this.#io.stderr),
      hideCursor: true,
      clearOnComplete: false,
      barsize: 30,
      barCompleteChar: '#',
      barIncompleteChar: '-',
    });
    bar.start(this.#total, this.#completed, pace);
    return bar;
  }
}
