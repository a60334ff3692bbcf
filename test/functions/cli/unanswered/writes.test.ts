import { describe, expect, it } from 'vitest';
import { openAwsAccount } from '../acceptance/account.ts';
import { runInPassingTime } from './run.ts';
import { startWorld } from './worlds.ts';

const SILENT = { code: 'cut', connection: 'silent' } as const;

describe('podroutes resync, where a write was accepted', { timeout: 120_000 }, () => {
  async function resync(...silentActions: string[]) {
    await using world = await startWorld('gcp', 'missing');
    for (const action of silentActions) world.faults.failAlways(action, SILENT);
    return { ...(await runInPassingTime(['resync'], world.env)), calls: world.calls };
  }

  it('says within a request’s time that nobody tells what became of it', async () => {
    const { code, stdout, calls } = await resync('globalOperations.wait', 'globalOperations.get');
    expect(code).toBe(1);
    expect(stdout).toMatch(/globalOperations\.get on operation-\S+: no whole answer within 4 s/);
    // Each of the three that were sent at once was waited for once.
    expect(calls.count('globalOperations.wait')).toBe(3);
    expect(calls.count('globalOperations.get')).toBe(3);
  });

  it('asks whether an operation goes on that takes longer than that', async () => {
    const { code, calls } = await resync('globalOperations.wait');
    expect(code).toBe(0);
    expect(calls.count('globalOperations.get')).toBe(6);
    expect(calls.count('routes.insert')).toBe(3);
  });
});

describe('podroutes acceptance, in the middle of a run', () => {
  it('says at once, and once, that EC2 is silent, asks again and goes on', async () => {
    await using account = await openAwsAccount();
    account.cloud.faults.failNext('CreateVpc', { ...SILENT, connection: 'closed' }, 3);
    const { code, stderr } = await account.run('--yes');
    expect(code).toBe(0);
    expect(stderr.match(/EC2 gives no whole answer \(CreateVpc on .+?\); it is asked again/g)).toHaveLength(1);
    expect(account.left()).toEqual([]);
  });
});
