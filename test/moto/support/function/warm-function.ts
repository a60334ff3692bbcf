import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { environment, ROOT } from '../suite/shell.ts';

const RUNTIME = fileURLToPath(new URL('runtime.ts', import.meta.url));

/** What `npm run build` makes. */
export const BUILT = join(ROOT, 'dist/aws/handler.mjs');

export const SETTINGS = { CLUSTER_NAME: 'kubernetes-the-hard-way', CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48' };

const Answer = z.object({ result: z.optional(z.unknown()), error: z.optional(z.string()) });

/** A function that has started, as Lambda keeps it warm between events. */
export class WarmFunction implements AsyncDisposable {
  readonly #process: ChildProcess;
  /** What it has logged, line by line. */
  readonly log: string[] = [];

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.log.push(...text.trim().split('\n')));
  }

  /** Starts `file` with `settings` for its environment. */
  static async start(file: string, settings: Record<string, string>, name = 'handler'): Promise<WarmFunction> {
    const lambda = {
      AWS_LAMBDA_FUNCTION_NAME: 'podroutes-kubernetes-the-hard-way',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    };
    const env = { ...environment(), ...lambda, ...settings };
    const child = fork(RUNTIME, [file, name], { env, execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const started = new WarmFunction(child);
    await once(child, 'message');
    return started;
  }

  /** Hands it one event and answers its answer; throws what it throws. */
  async invoke(event: object): Promise<unknown> {
    this.#process.send(event);
    const [message]: unknown[] = await once(this.#process, 'message');
    const { result, error } = Answer.parse(message);
    if (error !== undefined) throw new Error(error);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await once(this.#process, 'exit');
  }
}
