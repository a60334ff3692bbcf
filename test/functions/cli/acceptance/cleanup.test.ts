import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { once } from '../../../../functions/common/once.ts';
import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import { bootWorker, seedTutorialNetwork } from '../../../../infra/local/gcp.ts';
import { SEED } from '../../../support/sample.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { type AcceptanceAccount, openAwsAccount, openGcpAccount } from './account.ts';

type Open = () => Promise<AcceptanceAccount>;

/** How many calls a run makes, its own removal among them. */
async function callsOfARun(open: Open): Promise<number> {
  await using account = await open();
  await account.run('--yes');
  return account.cloud.calls.count();
}

const MOMENT = fc.noBias(
  fc.record({ share: fc.integer({ min: 0, max: 99 }), when: fc.constantFrom('before', 'after') }),
);
const MOMENTS = fc.sample(MOMENT, { seed: SEED, numRuns: 10 });

it('tells the code of what ended a run, and removes what there was by then', async () => {
  await using account = await openAwsAccount();
  account.cloud.faults.failAlways('RunInstances', { code: 'InsufficientInstanceCapacity', status: 500 });
  const { code, stdout } = await account.run('--yes');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^not tried {4}its source\/dest check: expected off; the run failed before$/m);
  const failed = { ended: 'failed', error: 'InsufficientInstanceCapacity', removed: true };
  expect(await account.report()).toMatchObject(failed);
  expect(account.left()).toEqual([]);
});

const CLOUDS: readonly (readonly [string, Open])[] = [
  ['AWS', openAwsAccount],
  ['GCP', openGcpAccount],
];

describe.each(CLOUDS)('on %s nothing is left', (_cloud, open) => {
  const calls = once(() => callsOfARun(open));

  it.each(MOMENTS)('by --cleanup, of a run killed $when the call at $share %', async ({ share, when }) => {
    const call = 1 + Math.floor(((await calls()) * share) / 100);
    await using account = await open();
    const { code: killed } = await account.runKilled(call, when);
    expect(killed).toBe(1);
    const { code, stderr } = await account.run('--cleanup');
    expect(stderr).toMatch(/^podroutes: nothing (?:is|was) left\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
  });

  it.each(MOMENTS)('after a Ctrl-C at $share % of the calls', async ({ share }) => {
    const call = 1 + Math.floor(((await calls()) * share) / 100);
    await using account = await open();
    const { stdout } = await account.runInterrupted(call);
    expect(account.left()).toEqual([]);
    expect(stdout).toMatch(/ not tried\.\n$/);
    expect(await account.report()).toMatchObject({ removed: true });
  });
});

it('says which command removes what a run had to leave', async () => {
  await using account = await openAwsAccount();
  account.cloud.faults.failAlways('DeleteVpc', { code: 'UnauthorizedOperation', status: 403 });
  const { code, stderr } = await account.run('--yes');
  expect(code).toBe(1);
  const [, run = ''] =
    /something may be left: "podroutes acceptance --cleanup (\w+) --region us-east-1"\n/.exec(stderr) ?? [];
  expect(await account.report()).toMatchObject({ ended: 'complete', removed: false });
  expect(account.left()).toEqual([expect.stringMatching(/^vpc-/), expect.stringMatching(/^rtb-/)].toReversed());
  account.cloud.faults.clear();
  expect((await account.runAsked(false)).stderr).toMatch(
    /^podroutes: earlier runs left vpc-\w+; --cleanup removes that\n/,
  );
  expect((await account.run('--cleanup', 'another')).stderr).toBe('podroutes: nothing was left\n');
  expect(account.left()).toHaveLength(2);
  expect((await account.run('--cleanup', run)).stdout).toMatch(/^removed vpc-\w+\n$/);
  expect(account.left()).toEqual([]);
});

it('on GCP says which command removes what a run had to leave', async () => {
  await using account = await openGcpAccount();
  account.cloud.faults.failAlways('networks.delete', { code: 'forbidden', status: 403 });
  const { code, stderr } = await account.run('--yes');
  expect(code).toBe(1);
  const command =
    /something may be left: "podroutes acceptance --cleanup (\w+) --cloud gcp --project podroutes-local"\n/;
  const [, run = ''] = command.exec(stderr) ?? [];
  expect(await account.report()).toMatchObject({ ended: 'complete', removed: false });
  expect(account.left()).toEqual([`projects/podroutes-local/global/networks/podroutes-acceptance-${run}`]);
  account.cloud.faults.clear();
  expect((await account.run('--cleanup', 'another')).stderr).toBe('podroutes: nothing was left\n');
  expect((await account.run('--cleanup', run)).stdout).toBe(`removed podroutes-acceptance-${run}\n`);
  expect(account.left()).toEqual([]);
});

it('touches nothing that no run made', async () => {
  await using account = await openAwsAccount();
  const own = account.cloud.backend.createVpc({ cidr: '10.0.0.0/16' });
  // The names of its rules and queues begin like those of a run.
  deployAws(account.cloud, { log: captureLog('aws').log, settings: { CLUSTER_NAME: 'acceptance' } });
  const { rules, queues } = account.cloud.services;
  const all = () => [account.left(), [...rules.keys()], [...queues.keys()]];
  const before = all();
  await account.run('--yes');
  await account.run('--cleanup');
  expect(all()).toEqual(before);
  expect(account.left()).toContain(own.id);
  expect([...rules.keys(), ...queues.keys()].filter((name) => name.startsWith('podroutes-acceptance-'))).toHaveLength(
    9,
  );
});

it('touches nothing on GCP that no run made', async () => {
  await using account = await openGcpAccount();
  const { backend } = account.cloud;
  seedTutorialNetwork(backend);
  bootWorker(backend, 0);
  account.cloud.settle();
  const before = account.left();
  await account.run('--yes');
  await account.run('--cleanup');
  expect(account.left()).toEqual(before);
  expect(before).toContainEqual(expect.stringMatching(/instances\/worker-0$/));
});
