import { describe, expect, it } from 'vitest';
import { startLambdaTestbed } from './support/testbed.ts';

const resync = { action: 'resync' };

describe('the first invocation', () => {
  it('reports how long the start took with it', async () => {
    await using bench = await startLambdaTestbed();
    await bench.lambda.invoke({ Records: [] });
    await bench.lambda.invoke({ Records: [] });
    const [cold, warm] = [...(await bench.lambda.end()).matchAll(/\tDuration: ([\d.]+) ms/g)].map(([, ms]) =>
      Number(ms),
    );
    // oxlint-disable-next-line no-console -- the figures are wanted in the log
    console.log(`cold start ${cold} ms, warm ${warm} ms, both without a call to EC2`);
    expect(warm).toBeLessThan(cold ?? 0);
  });

  it('without settings fails with one error that names all of them, and so does the next', async () => {
    await using bench = await startLambdaTestbed({ settings: { CLUSTER_NAME: '', CLUSTER_CIDR: '10.200.0.5/16' } });
    const wanted = /^2 settings are wrong:\n.*CLUSTER_NAME.*\n.*CLUSTER_CIDR[^\n]*$/;
    await expect(bench.lambda.invoke(resync)).rejects.toThrow(wanted);
    await expect(bench.lambda.invoke({ Records: [] })).rejects.toThrow(wanted);
    expect(bench.ec2.calls.count()).toBe(0);
    const log = await bench.lambda.end();
    expect(log.match(/Invoke Error/g)).toHaveLength(2);
  });
});
