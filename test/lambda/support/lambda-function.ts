import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { freePort } from '../../support/free-port.ts';
import { lambdaEnvironment } from './environment.ts';
import { childrenOf, continueProcess, killWithChildren, stopProcess } from './processes.ts';
import { SANDBOX, sandboxed } from './sandbox.ts';

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

async function waitForPort(port: number, server: ChildProcess): Promise<void> {
  while (server.exitCode === null && server.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(20);
  }
  throw new Error('the emulator ended before it listened');
}

interface Code {
  readonly task: string;
  readonly handler: string;
}

const packaged = (): Code => ({ task: inject('task'), handler: inject('deployment').Handler });

async function written(source: string, task: string): Promise<Code> {
  await mkdir(task);
  await writeFile(join(task, 'index.mjs'), source);
  return { task, handler: 'index.handler' };
}

/** The packaged function in the sandbox, below AWS's client and emulator, with one process for all invocations. */
export class LambdaFunction implements AsyncDisposable {
  readonly #emulator: ChildProcess;
  readonly #url: string;
  readonly #ended: Promise<unknown>;
  readonly #kill: () => void;
  /** All that the function and the emulator have written. */
  log = '';
  /** The folder that the function sees as /tmp. */
  readonly scratch: string;

  private constructor(emulator: ChildProcess, port: number, scratch: string) {
    this.#emulator = emulator;
    this.#url = `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`;
    this.scratch = scratch;
    this.#ended = once(emulator, 'close');
    for (const stream of [emulator.stdout, emulator.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
      });
    }
    this.#kill = () => {
      if (emulator.pid !== undefined) killWithChildren(emulator.pid);
    };
    process.once('exit', this.#kill);
  }

  static async start({ settings = {}, timeout, code }: LambdaOptions = {}): Promise<LambdaFunction> {
    const folder = await mkdtemp(join(inject('scratch'), 'function-'));
    const [root, scratch] = [join(folder, 'root'), join(folder, 'tmp')];
    await Promise.all([mkdir(root), mkdir(scratch)]);
    await chmod(scratch, 0o1777);
    const { task, handler } = code === undefined ? packaged() : await written(code, join(folder, 'task'));
    const [port, runtimePort] = [await freePort(), await freePort()];
    const addresses = {
      '--runtime-interface-emulator-address': `127.0.0.1:${port}`,
      '--runtime-api-address': `127.0.0.1:${runtimePort}`,
    };
    const runtime = [SANDBOX.node, join(SANDBOX.runtime, 'index.mjs'), handler];
    const command = [SANDBOX.emulator, '--log-level', 'error', ...Object.entries(addresses).flat(), ...runtime];
    const env = { ...lambdaEnvironment(handler, timeout ?? inject('deployment').Timeout), ...settings };
    const args = sandboxed({ root, task, ...inject('tools'), scratch }, command);
    const emulator = spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const started = new LambdaFunction(emulator, port, scratch);
    await waitForPort(port, emulator).catch(async (error: unknown) => {
      await started[Symbol.asyncDispose]();
      throw new Error(started.log, { cause: error });
    });
    return started;
  }

  /** Answers the function's answer; throws what the service would tell of its failure. */
  async invoke(payload: unknown): Promise<unknown> {
    const response = await fetch(this.#url, { method: 'POST', body: JSON.stringify(payload) });
    const text = await response.text();
    // In place of an answer the emulator says in plain text that a function was killed.
    if (text.startsWith('Task timed out')) throw new Error(text);
    const answer: unknown = JSON.parse(text);
    const { data: failure } = Failure.safeParse(answer);
    if (failure !== undefined) throw new FunctionError(failure.errorType, failure.errorMessage);
    return answer;
  }

  /** The process that the function runs in; there is one from the first invocation on. */
  get pid(): number {
    const [pid] = childrenOf(this.#emulator.pid ?? 0);
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
