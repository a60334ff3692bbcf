import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { JobResult, type Job } from './job.ts';

const WORKER_MODULE = fileURLToPath(new URL('worker.ts', import.meta.url));

/** A process that plays one piece at a time. */
class WorkerProcess {
  readonly #process: ChildProcess;
  readonly #end: Promise<never>;

  constructor(signal: AbortSignal) {
    this.#process = fork(WORKER_MODULE, { signal });
    this.#end = once(this.#process, 'exit').then(([code, by]: unknown[]) => {
      throw new Error(`a process ended in the middle of its work: ${String(code ?? by)}`);
    });
    this.#end.catch(() => {});
    // What the signal ends is told as an error, and is none.
    this.#process.on('error', () => {});
  }

  async run(job: Job): Promise<JobResult> {
    const answer = once(this.#process, 'message').then(([message]: unknown[]) => JobResult.parse(message));
    this.#process.send(job);
    return Promise.race([answer, this.#end]);
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}

export interface PoolOptions {
  /** Processes at once. */
  readonly size: number;
  readonly onEnd: (piece: Job, outcome: JobResult) => void;
  /** Ends all of them when it is aborted. */
  readonly signal: AbortSignal;
}

/** Hands pieces to processes, each its next as soon as it has played one, until there are none or a promise is broken. Answers with those that `signal` cut off. */
export async function runJobs(jobs: readonly Job[], { size, onEnd, signal }: PoolOptions): Promise<Job[]> {
  const queue = [...jobs];
  const cutOff: Job[] = [];
  let isOver = false;
  const runNext = async () => {
    using workerProcess = new WorkerProcess(signal);
    for (let job = queue.shift(); job !== undefined && !isOver; job = queue.shift()) {
      try {
        const outcome = await workerProcess.run(job);
        onEnd(job, outcome);
        isOver ||= outcome.violation !== undefined;
      } catch (error) {
        if (!signal.aborted) throw error;
        cutOff.push(job);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, jobs.length) }, runNext));
  return cutOff;
}
