import { describe, expect, it, vi } from 'vitest';
import { once } from '../../../../functions/common/once.ts';
import { LocalEventBus } from '../../../../infra/local/aws.ts';
import { type AcceptanceAccount, openAwsAccount } from './account.ts';
import { CLUSTER, openDeployedOnAws, SETTINGS } from './deployments.ts';

const LINE = /^(.{11}) {2}what a rule on the event bus gets of the outcomes .* for both tables; (.*)$/m;

/** The verdict about the outcomes, and what was observed; all other lines have to be as believed. */
function told(stdout: string): string {
  const [line = '', verdict = '', observed = ''] = LINE.exec(stdout) ?? [];
  const differing = stdout.split('\n').filter((each) => each.startsWith('DIFFERS') && each !== line);
  expect(differing).toEqual([]);
  return `${verdict.trim()}: ${observed.replace(/\d+ s$/, 'N s')}`;
}

const SEEN = 'as believed: observed Pod Route Created with the node, for both tables, after N s';

const tryFunction = (account: AcceptanceAccount) => account.run('--yes', '--deployed', CLUSTER);

describe("a deployed function's outcomes", () => {
  it.each([['mine'], ['arn:aws:events:us-east-1:123456789012:event-bus/mine']])(
    'are seen on the bus %s',
    async (bus) => {
      await using account = await openDeployedOnAws({ ...SETTINGS, EVENT_BUS_NAME: bus });
      account.cloud.services.buses.add('mine');
      const { code, stdout } = await tryFunction(account);
      expect([told(stdout), code]).toEqual([SEEN, 0]);
      expect(account.left()).toEqual([]);
    },
  );

  it.each([
    [undefined, 'not tried: the function publishes none: it has no EVENT_BUS_NAME'],
    [
      'arn:aws:events:us-east-1:210987654321:event-bus/mine',
      "not tried: the function's bus is in another account or region",
    ],
    ['gone', 'DIFFERS: observed there is no such bus'],
  ])('are not looked for on the bus %s', async (bus, expected) => {
    const { EVENT_BUS_NAME: _, ...settings } = SETTINGS;
    await using account = await openDeployedOnAws(bus === undefined ? settings : { ...settings, EVENT_BUS_NAME: bus });
    const { stdout } = await tryFunction(account);
    expect(told(stdout)).toBe(expected);
    expect(account.cloud.calls.count('sqs:CreateQueue')).toBe(0);
  });

  it('are told to be missing where it cannot publish', async () => {
    await using elsewhere = await LocalEventBus.start();
    await using account = await openDeployedOnAws(SETTINGS, { eventBridgeUrl: elsewhere.url });
    const { code, stdout } = await tryFunction(account);
    expect([told(stdout), code]).toEqual(['DIFFERS: observed none', 1]);
  });
});

describe('the outcomes of a run', () => {
  it('are waited for until a new rule takes events', async () => {
    await using account = await openAwsAccount();
    const { services } = account.cloud;
    vi.spyOn(services, 'passOn')
      .mockImplementationOnce(() => {})
      .mockImplementationOnce(() => {});
    const { stdout } = await account.run('--yes');
    expect(told(stdout)).toBe(SEEN);
  });

  it('are told to be missing where a rule gets nothing', async () => {
    await using account = await openAwsAccount({ putEventsLost: true });
    const { stdout } = await account.run('--yes');
    expect(told(stdout)).toBe('DIFFERS: observed nothing, not even an event that the run itself put there');
  });

  it.each([
    ['events:PutRule'],
    ['sqs:CreateQueue'],
    ['events:PutTargets'],
    ['events:PutEvents'],
    ['sqs:ReceiveMessage'],
  ])('are not looked for by whoever may not call %s, who is told, and the rest goes on', async (action) => {
    await using account = await openAwsAccount();
    account.cloud.faults.failAlways(action, { code: 'AccessDeniedException' });
    const { code, stdout, stderr } = await account.run('--yes');
    expect(told(stdout)).toBe('not tried: the rule or its queue could not be made or used: AccessDeniedException');
    expect(stderr).toContain(
      `podroutes: the outcomes are not watched: User: arn:aws:iam::123456789012:user/local is not authorized to perform: ${action}\n`,
    );
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
  });

  it('come no more into a queue that could not be removed, and that --cleanup removes', async () => {
    await using account = await openAwsAccount();
    account.cloud.faults.failAlways('sqs:DeleteQueue', { code: 'AccessDeniedException' });
    const { code, stderr } = await account.run('--yes');
    expect(code).toBe(1);
    const [, run = ''] = /something may be left: "podroutes acceptance --cleanup (\w+) /.exec(stderr) ?? [];
    expect(account.left()).toContain(`queue podroutes-acceptance-${run}`);
    expect(account.left()).not.toContain(`rule podroutes-acceptance-${run}`);
    account.cloud.faults.clear();
    expect((await account.run('--cleanup', run)).stdout).toContain(`removed queue podroutes-acceptance-${run}\n`);
    expect(account.left()).toEqual([]);
  });

  const calls = once(async () => {
    await using account = await openAwsAccount();
    await account.run('--yes');
    return account.cloud.calls.all.map(({ action }) => action);
  });
  const making = ['events:PutRule', 'sqs:CreateQueue', 'events:PutTargets', 'events:PutEvents'];
  const moments = making.flatMap((action) => (['before', 'after'] as const).map((when) => [when, action] as const));
  it.each(moments)('leave nothing, where the run is killed %s %s', async (when, action) => {
    const call = 1 + (await calls()).indexOf(action);
    await using account = await openAwsAccount();
    await account.runKilled(call, when);
    expect(account.left()).toHaveLength(Math.min(2, making.indexOf(action) + (when === 'after' ? 1 : 0)));
    const { code } = await account.run('--cleanup');
    expect([code, account.left()]).toEqual([0, []]);
  });
});
