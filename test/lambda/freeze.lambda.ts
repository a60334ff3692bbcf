import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { handedBack, startLambdaTestbed } from './support/testbed.ts';

describe('a function that was frozen after an invocation', () => {
  it('finds its connections closed, and works', async () => {
    await using bench = await startLambdaTestbed();
    const first = bench.boot(0);
    await bench.deliver();
    const second = bench.boot(1);
    let delivered: Promise<unknown> = Promise.resolve();
    await bench.lambda.whileFrozen(() => {
      bench.ec2.closeConnections();
      // It is thawed for this.
      delivered = bench.deliver();
    });
    await delivered;
    expect(bench.routes()).toEqual({ '10.200.0.0/24': first, '10.200.1.0/24': second });
    expect(bench.queue.length).toBe(0);
  });

  it('finds its connections dead without a word, and works after one silence', async () => {
    await using bench = await startLambdaTestbed();
    const first = bench.boot(0);
    await bench.deliver();
    const second = bench.boot(1);
    await bench.lambda.whileFrozen(() => bench.ec2.loseConnections());
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': first, '10.200.1.0/24': second });
    expect(bench.queue.length).toBe(0);
  });

  it('until after the deadline of that invocation, and with no time for a silence: loses nothing', async () => {
    const timeout = 4;
    await using bench = await startLambdaTestbed({ timeout });
    const first = bench.boot(0);
    await bench.deliver();
    const { pid } = bench.lambda;
    const second = bench.boot(1);
    const waiting = bench.queue.length;
    await bench.lambda.whileFrozen(() => {
      bench.ec2.loseConnections();
      return delay(timeout * 1000);
    });
    expect(await bench.deliver()).toMatchObject([{ value: handedBack(waiting) }]);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': first, '10.200.1.0/24': second });
    expect(bench.queue.length).toBe(0);
    expect(bench.lambda.pid).toBe(pid);
  });
});
