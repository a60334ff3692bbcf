import { describe, expect, it } from 'vitest';
import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { type AcceptanceAccount, openAwsAccount } from './account.ts';
import { CLUSTER, openDeployedOnAws, openDeployedOnGcp, SETTINGS } from './deployments.ts';

function deadLettersOf(account: AcceptanceAccount<LocalEc2>) {
  const found = account.cloud.services.queues.get('podroutes-acceptance-DeadLetters-L0C4LL0C4L01');
  if (found === undefined) throw new Error('there is no queue of dead letters');
  return found.messages;
}

describe('a deployed function', () => {
  it('makes the routes by its events on AWS', async () => {
    await using account = await openDeployedOnAws();
    // It had no tables yet.
    deadLettersOf(account).put('given up before the run');
    const { code, stdout, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(/^podroutes: this costs money: two t4g\.nano for an hour and a half at most: 2 cent /);
    expect(stdout).toMatch(/^as believed {2}a node that states its range in user data: .* after \d+ s$/m);
    expect(stdout).toMatch(/\n21 as believed, 0 different, 2 not tried\.\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
    expect(await account.report()).toMatchObject({ reconciledBy: 'function', removed: true });
    await expectSchema('acceptance', JSON.parse(await account.reportText()));
  });

  it('makes them on GCP', async () => {
    await using account = await openDeployedOnGcp();
    const { code, stdout } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stdout).toMatch(/\n24 as believed, 0 different, 1 not tried\.\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
    expect(await account.report()).toMatchObject({ reconciledBy: 'function', removed: true });
  });
});

// It waits for what never comes.
it('that gets no events is told from one that does: the run makes no route itself', async () => {
  await using account = await openDeployedOnAws();
  account.onTime = () => Promise.resolve();
  const { code, stdout } = await account.run('--yes', '--deployed', CLUSTER);
  expect(stdout).toMatch(/^DIFFERS {6}a node that states its range in user data: .*; observed not in time$/m);
  expect(code).toBe(1);
  expect(account.left()).toEqual([]);
});

it('that gives an event up is told', async () => {
  await using account = await openDeployedOnAws();
  const { onTime } = account;
  let isOver = false;
  account.onTime = async (now) => {
    await onTime(now);
    if (!isOver && now > 60_000) deadLettersOf(account).put('given up during the run');
    isOver = now > 60_000;
  };
  const { stdout } = await account.run('--yes', '--deployed', CLUSTER);
  const differing = stdout.split('\n').filter((line) => line.startsWith('DIFFERS'));
  expect(differing).toEqual([expect.stringMatching(/new dead letters .*: expected none; observed 1$/)]);
});

describe('nothing is made', () => {
  it('where no function is deployed for the cluster', async () => {
    await using account = await openAwsAccount();
    const { code, stderr } = await account.run('--yes', '--deployed', 'another');
    expect([code, stderr]).toEqual([1, 'podroutes: no function is deployed for cluster another\n']);
    expect(account.cloud.calls.count('CreateVpc')).toBe(0);
  });

  it('where the function has another cluster CIDR', async () => {
    await using account = await openDeployedOnAws({ ...SETTINGS, CLUSTER_CIDR: '10.200.0.0/16' });
    const { code, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(
      / has the cluster CIDR 10\.200\.0\.0\/16; deploy it for acceptance with 10\.253\.0\.0\/16\n$/,
    );
    expect(code).toBe(1);
  });

  it('where the cluster has route tables', async () => {
    await using account = await openDeployedOnAws();
    const { backend } = account.cloud;
    const vpc = backend.createVpc({ cidr: '10.0.0.0/16' });
    backend.createRouteTable({ vpcId: vpc.id, tags: { [`kubernetes.io/cluster/${CLUSTER}`]: 'owned' } });
    const { code, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(/^podroutes: cluster acceptance has rtb-\w+ already: deploy for a cluster that has nothing/);
    expect(code).toBe(1);
    expect(account.cloud.calls.count('CreateVpc')).toBe(0);
  });

  it('where the network is there on GCP', async () => {
    await using account = await openDeployedOnGcp();
    account.cloud.backend.createNetwork(CLUSTER);
    const { code, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(/^podroutes: cluster acceptance has a network acceptance already: /);
    expect(code).toBe(1);
    expect(account.cloud.calls.count('networks.insert')).toBe(0);
  });
});
