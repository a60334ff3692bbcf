import { describe, expect, it } from 'vitest';
import { readReport } from '../support/testbed/log.ts';
import { EMULATED_ACCOUNT } from './support/environment.ts';
import { startLambdaTestbed } from './support/testbed.ts';

/** As EventBridge sends it where the function itself is the target of a rule. */
const running = (instance: string, account: string) => ({
  version: '0',
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  account,
  region: 'us-east-1',
  time: new Date().toISOString(),
  detail: { 'instance-id': instance, state: 'running' },
});

describe('a call by hand', () => {
  it('plans without a write, then resyncs, and answers with the report', async () => {
    await using bench = await startLambdaTestbed();
    const id = bench.boot(0);
    const planned = readReport(await bench.lambda.invoke({ action: 'plan' }));
    expect(planned).toMatchObject({ dryRun: true, changes: [{ action: 'create', destination: '10.200.0.0/24' }] });
    expect(bench.routes()).toEqual({});
    const done = readReport(await bench.lambda.invoke({ action: 'resync' }));
    expect(done).toMatchObject({ dryRun: false, summary: { created: 1, failed: 0 } });
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
  });

  it('that is misspelt fails with what would be right', async () => {
    await using bench = await startLambdaTestbed();
    await expect(bench.lambda.invoke({ action: 'resnyc' })).rejects.toThrow('not {"action":"resync"|"plan"');
    expect(bench.ec2.calls.count()).toBe(0);
  });
});

describe('an event from EventBridge without a queue', () => {
  it('is carried out, and answered with the report', async () => {
    await using bench = await startLambdaTestbed();
    const id = bench.boot(0);
    expect(await bench.lambda.invoke(running(id, EMULATED_ACCOUNT))).toMatchObject({ summary: { created: 1 } });
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
  });

  it("from another account than that of the function's ARN is ignored", async () => {
    await using bench = await startLambdaTestbed();
    const id = bench.boot(0);
    expect(await bench.lambda.invoke(running(id, '999999999999'))).toBeNull();
    expect(bench.ec2.calls.count()).toBe(0);
  });

  it('that cannot be carried out fails the invocation, so that it comes again', async () => {
    await using bench = await startLambdaTestbed();
    const id = bench.boot(0);
    bench.ec2.faults.failAlways('CreateRoute', { code: 'UnauthorizedOperation', status: 403 });
    const failure = { errorType: 'UnfinishedError', message: expect.stringContaining('ec2:CreateRoute') };
    await expect(bench.lambda.invoke(running(id, EMULATED_ACCOUNT))).rejects.toMatchObject(failure);
  });
});
