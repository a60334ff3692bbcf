import { describe, expect, it } from 'vitest';
import { LambdaFunction } from './support/lambda-function.ts';
import { handedBack, startLambdaTestbed } from './support/testbed.ts';

describe('an invocation that takes too long', () => {
  it('is killed, in this runtime too', async () => {
    const code = 'export const handler = async () => new Promise((resolve) => setTimeout(resolve, 60_000));';
    await using lambda = await LambdaFunction.start({ timeout: 2, code });
    await expect(lambda.invoke({})).rejects.toThrow('Task timed out after 2.00 seconds');
  });
});

describe('an EC2 that takes calls and never answers, or answers half', () => {
  it.concurrent.each(['silent', 'stalled'] as const)(
    'is left in time, and all messages are handed back: %s',
    async (connection) => {
      await using bench = await startLambdaTestbed({ timeout: 10 });
      await bench.lambda.invoke({ action: 'plan' });
      const { pid } = bench.lambda;
      const ids = [bench.boot(0), bench.boot(1)];
      const waiting = bench.queue.length;
      bench.ec2.faults.failAlways('DescribeRouteTables', { code: 'cut', connection });
      expect(await bench.deliver()).toMatchObject([{ value: handedBack(waiting) }]);

      bench.ec2.faults.clear();
      await bench.deliver();
      expect(bench.routes()).toEqual({ '10.200.0.0/24': ids[0], '10.200.1.0/24': ids[1] });
      expect(bench.queue.length).toBe(0);
      expect(bench.lambda.pid).toBe(pid);
    },
  );
});
