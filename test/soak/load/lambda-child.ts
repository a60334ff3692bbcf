/** Forked with the built handler's path: answers each batch that it is sent, with the heap that is left after it. */
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';

const [path = ''] = process.argv.slice(2);
const { handler } = z.object({ handler: z.instanceof(Function) }).parse(await import(pathToFileURL(path).href));

const TIMEOUT = 60_000;

function lambdaContext(): object {
  const until = Date.now() + TIMEOUT;
  return {
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:podroutes',
    getRemainingTimeInMillis: () => until - Date.now(),
  };
}

async function handleBatch(batch: unknown): Promise<void> {
  const answered: unknown = await Promise.resolve(Reflect.apply(handler, undefined, [batch, lambdaContext()])).catch(
    (error: unknown) => ({ error: String(error) }),
  );
  globalThis.gc?.();
  process.send?.({ answered, heap: process.memoryUsage().heapUsed });
}

process.on('message', (batch) => void handleBatch(batch));
process.send?.('ready');
