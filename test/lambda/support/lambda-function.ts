import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { packaged, written } from './code.ts';
import { type Emulator, isRunning, spawnEmulator, waitForPort } from './emulator.ts';
import { lambdaEnvironment } from './environment.ts';
import { childrenOf, continueProcess, killWithChildren, stopProcess } from './processes.ts';

const Failure = z.object({ errorType: z.string(), errorMessage: z.string() });

/** An invocation that the function, or its runtime, failed. */
class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

export interface LambdaOptions {
  /** Beside, or instead of, those of the template. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Seconds; by default the template's. */
  readonly timeout?: number;
  /** The source of a module that exports `handler`, instead of the packaged function. */
  readonly code?: string;
}

/** The packaged function in the sandbox, below AWS's client and emulator, with one process for all invocations. */
export class LambdaFunction implements AsyncDisposable {
  readonly #emulator: Emulator;
  readonly #ended: Promise<unknown>;
  readonly #kill: () => void;
  /** All that the function and the emulator have written. */
  log = '';

  private constructor(emulator: Emulator) {
    this.#emulator = emulator;
    const { child } = emulator;
    this.#ended = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
      });
    }
    this.#kill = () => {
      if (child.pid !== undefined && isRunning(child)) killWithChildren(child.pid);
    };
    process.once('exit', this.#kill);
  }

  /** Tries again on other ports where somebody was faster to take one that was free. */
  static async start(options: LambdaOptions = {}, attemptsLeft = 3): Promise<LambdaFunction> {
    try {
      return await LambdaFunction.#startOnce(options);
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes('address already in use');
      if (!isTaken || attemptsLeft <= 1) throw error;
      return LambdaFunction.start(options, attemptsLeft - 1);
    }
  }

  static async #startOnce({ settings = {}, timeout, code }: LambdaOptions): Promise<LambdaFunction> {
    const folder = await mkdtemp(join(inject('scratch'), 'function-'));
    const { task, handler } = code === undefined ? packaged() : await written(code, join(folder, 'task'));
    const env = { ...lambdaEnvironment(handler, timeout ?? inject('deployment').Timeout), ...settings };
    const emulator = await spawnEmulator({ folder, task, handler, env });
    const started = new LambdaFunction(emulator);
    await waitForPort(emulator).catch(async (error: unknown) => {
      throw new Error(await started.end(), { cause: error });
    });
    return started;
  }

  /** Answers the function's answer; throws what the service would tell of its failure. */
  async invoke(payload: unknown): Promise<unknown> {
    const response = await fetch(this.#emulator.url, { method: 'POST', body: JSON.stringify(payload) });
    const text = await response.text();
    // In place of an answer the emulator says in plain text that a function was killed.
    if (text.startsWith('Task timed out')) throw new Error(text);
    const answer: unknown = JSON.parse(text);
    const { data: failure } = Failure.safeParse(answer);
    if (failure !== undefined) throw new FunctionError(failure.errorType, failure.errorMessage);
    return answer;
  }

  /** The folder that the function sees as /tmp. */
  get scratch(): string {
    return this.#emulator.scratch;
  }

  /** The process that the function runs in; there is one from the first invocation on. */
  get pid(): number {
    const [pid] = childrenOf(this.#emulator.child.pid ?? 0);
    if (pid === undefined) throw new Error('there is no runtime');
    return pid;
  }

  /** Runs `meanwhile` while the process stands still, as Lambda has it between two invocations. */
  async whileFrozen(meanwhile: () => void | Promise<void>): Promise<void> {
    const { pid } = this;
    await stopProcess(pid);
    try {
      await meanwhile();
    } finally {
      continueProcess(pid);
    }
  }

  /** Ends it and answers the whole log. */
  async end(): Promise<string> {
    process.off('exit', this.#kill);
    this.#kill();
    await this.#ended;
    return this.log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}
