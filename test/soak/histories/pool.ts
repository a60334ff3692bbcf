import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Outcome, type Piece } from './piece.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** A process that plays one piece at a time. */
class Worker {
  readonly #process: ChildProcess;
  readonly #end: Promise<never>;

  constructor(signal: AbortSignal) {
    this.#process = fork(WORKER, { signal });
    this.#end = once(this.#process, 'exit').then(([code, by]: unknown[]) => {
      throw new Error(`a process ended in the middle of its work: ${String(code ?? by)}`);
    });
    this.#end.catch(() => {});
    // What the signal ends is told as an error, and is none.
    this.#process.on('error', () => {});
  }

  async play(piece: Piece): Promise<Outcome> {
    const answer = once(this.#process, 'message').then(([message]: unknown[]) => Outcome.parse(message));
    this.#process.send(piece);
    return Promise.race([answer, this.#end]);
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}

export interface Team {
  /** Processes at once. */
  readonly size: number;
  readonly onEnd: (piece: Piece, outcome: Outcome) => void;
  /** Ends all of them when it is aborted. */
  readonly signal: AbortSignal;
}

/** Hands pieces to processes, each its next as soon as it has played one, until there are none or a promise is broken. */
export async function playAll(pieces: readonly Piece[], { size, onEnd, signal }: Team): Promise<void> {
  const left = [...pieces];
  let isOver = false;
  const work = async () => {
    using worker = new Worker(signal);
    try {
      for (let piece = left.shift(); piece !== undefined && !isOver; piece = left.shift()) {
        const outcome = await worker.play(piece);
        onEnd(piece, outcome);
        isOver ||= outcome.broken !== undefined;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, pieces.length) }, work));
}
