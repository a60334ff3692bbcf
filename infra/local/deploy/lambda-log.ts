import { Ids } from '../ec2/backend/ids.ts';
import type { LogGroup } from '../aws-services/index.ts';

type Handler<Answer> = (payload: unknown, context?: unknown) => Promise<Answer>;

function errorLine(id: string, error: unknown): string {
  const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
  return `${new Date().toISOString()}\t${id}\tERROR\tInvoke Error \t${JSON.stringify({ errorType, errorMessage })}`;
}

/** `handler` with the lines that Lambda writes about each invocation, in its text format. */
export function withPlatformLines<Answer>(handler: Handler<Answer>, group: LogGroup): Handler<Answer> {
  const ids = new Ids(4);
  return async (payload, context) => {
    const id = ids.uuid('request');
    const start = performance.now();
    group.write(`START RequestId: ${id} Version: $LATEST`);
    try {
      return await handler(payload, context);
    } catch (error) {
      group.write(errorLine(id, error));
      throw error;
    } finally {
      const took = performance.now() - start;
      const times = `Duration: ${took.toFixed(2)} ms\tBilled Duration: ${Math.ceil(took)} ms`;
      group.write(`END RequestId: ${id}`);
      group.write(`REPORT RequestId: ${id}\t${times}\tMemory Size: 512 MB\tMax Memory Used: 120 MB\t`);
    }
  };
}
