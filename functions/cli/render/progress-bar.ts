import { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';

/** Whoever waits longer than this wants to know for how much longer: milliseconds. */
const SHOW_AFTER = 1000;

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
    const seconds = (this.#io.runtime.now() - this.#startedAt) / 1000;
    if (this.#bar === undefined && seconds * 1000 < SHOW_AFTER) return;
    const perSecond = this.#completed / seconds;
    const pace = { rate: perSecond.toFixed(1), left: `${Math.ceil((this.#total - this.#completed) / perSecond)}s` };
    if (this.#bar === undefined) this.#bar = this.#open(pace);
    else {
      this.#bar.setTotal(this.#total);
      this.#bar.update(this.#completed, pace);
    }
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
