import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CREDENTIALS } from './support/environment.ts';
import { LambdaFunction } from './support/lambda-function.ts';
import { readProcess } from './support/processes.ts';
import { UID } from './support/sandbox.ts';
import { startLambdaTestbed } from './support/testbed.ts';

const PROBE = `
  import { writeFileSync } from 'node:fs';
  const write = (folder) => {
    try { writeFileSync(folder + '/probe', ''); return 'written'; } catch (error) { return error.code; }
  };
  export const handler = async (folders) => ({ user: process.getuid(), writes: folders.map(write) });`;

/** Lines of the service's own. */
const PLATFORM = /^(START|END|REPORT) RequestId: /;

describe('the sandbox', () => {
  it('lets code write to /tmp and nowhere else, and is not of root', async () => {
    await using lambda = await LambdaFunction.start({ code: PROBE });
    const folders = ['/tmp', '/var/task', '/var/runtime', '/var/lang/bin', '/usr', '/etc', '/'];
    expect(await lambda.invoke(folders)).toEqual({ user: UID, writes: ['written', ...Array(6).fill('EROFS')] });
  });
});

describe('the packaged function in it', () => {
  it('runs without rights, leaves no file behind, and logs JSON lines that hold no credential', async () => {
    await using bench = await startLambdaTestbed();
    bench.boot(0);
    bench.ec2.faults.failNext('CreateRoute', { code: 'AuthFailure', status: 401 });
    await bench.deliver();
    await bench.lambda.invoke({ action: 'resync' });
    await expect(bench.lambda.invoke({ action: 'what' })).rejects.toThrow('action');
    expect(readProcess(bench.lambda.pid, 'status')).toMatch(/^CapEff:\t0+$/m);
    expect(await readdir(bench.lambda.scratch)).toEqual([]);

    const log = await bench.lambda.end();
    for (const secret of Object.values(CREDENTIALS)) expect(log).not.toContain(secret);
    const own = log
      .trim()
      .split('\n')
      .filter((line) => !PLATFORM.test(line));
    const [thrown, ...more] = own.filter((line) => !line.startsWith('{'));
    expect(thrown).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"Error"/);
    expect(more).toEqual([]);
    expect(own.filter((line) => line.includes('"CloudWatchMetrics"'))).not.toEqual([]);
  });
});
