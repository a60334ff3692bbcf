import type { AwsDeployment } from '../../infra/local/aws-deployment.ts';

interface Call {
  readonly action: string;
  /** As many calls had to end before it could begin, one after the other, itself included. */
  readonly depth: number;
}

/** Notes the calls that a client makes from now on. What begins before another has ended does not wait for it. */
export function recordCalls(client: AwsDeployment['clients']['ec2']): readonly Call[] {
  const calls: Call[] = [];
  let ended = 0;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const call = { action: commandName.replace(/Command$/, ''), depth: ended + 1 };
        calls.push(call);
        try {
          return await next(args);
        } finally {
          ended = Math.max(ended, call.depth);
        }
      },
    { step: 'initialize', name: 'recordCalls' },
  );
  return calls;
}

export const callsInARow = (calls: readonly Call[]): number => Math.max(0, ...calls.map(({ depth }) => depth));
