import { describe, expect, it } from 'vitest';
import { awsEnv } from '../../../support/cli/run-cli.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';
import { join, MINUTE, TROUBLES, withStage } from './disturbed.ts';
import { awsProviderId, startKubernetes } from './kubernetes.ts';
import { startWatching } from './watching.ts';

describe('a watch that is disturbed', () => {
  it.each(Object.entries(TROUBLES))('when %s, the Node that comes meanwhile is published', async (_, disturb) => {
    await withStage(async (stage) => {
      await join(stage, 1);
      disturb(stage.kubernetes);
      const startedAt = stage.watching.clock.now();
      await join(stage, 2);
      expect(stage.watching.clock.now() - startedAt).toBeLessThanOrEqual(2 * MINUTE);
      expect(await stage.watching.stop()).toBe(0);
    });
  });
});

describe('the health of a publisher', () => {
  it('is told to probes: alive all the time, ready once both sides were reached', async () => {
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    kubernetes.faults.failAlways('list nodes', { code: 'Forbidden', status: 403 });
    await using watching = startWatching(kubernetes, awsEnv(aws.ec2));
    await watching.until(() => watching.lines.length > 1);
    expect(await watching.probe('/livez')).toEqual({ status: 200, text: 'ok\n' });
    expect(await watching.probe('/readyz')).toEqual({ status: 503, text: 'Kubernetes was not reached yet\n' });
    expect((await watching.probe('/')).status).toBe(404);
    kubernetes.nodes.put({
      name: 'node-a',
      providerId: awsProviderId('i-0123456789abcdef0'),
      podCidrs: ['10.200.1.0/24'],
    });
    aws.ec2.faults.failNext('DescribeRouteTables', { code: 'UnauthorizedOperation', status: 403 });
    kubernetes.faults.stopFailing('list nodes');
    await watching.until(() => watching.lines.some((line) => line.startsWith('DescribeRouteTables')));
    expect((await watching.probe('/readyz')).text).toMatch(/^DescribeRouteTables on /);
    await watching.until(() => watching.lines.some((line) => line.startsWith('node-a:')));
    expect(await watching.probe('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  });
});
