import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { BatchFunction } from '../../../infra/local/aws.ts';

const CHILD_MODULE = fileURLToPath(new URL('lambda-child.ts', import.meta.url));

const Reply = z.object({ answered: z.unknown(), heap: z.number() });

/** The built Lambda function in a process of its own, which takes one batch at a time. */
export interface LambdaProcess extends AsyncDisposable {
  readonly invoke: BatchFunction;
  /** Bytes of its heap after each batch. */
  readonly heapSamples: readonly number[];
}

export async function startLambda(handler: string, env: Readonly<Record<string, string>>): Promise<LambdaProcess> {
  const child = fork(CHILD_MODULE, [handler], {
    env,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const heapSamples: number[] = [];
  return {
    heapSamples,
    invoke: async (batch) => {
      child.send(batch);
      const [message]: unknown[] = await once(child, 'message');
      const { answered, heap } = Reply.parse(message);
      heapSamples.push(heap);
      return answered;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
