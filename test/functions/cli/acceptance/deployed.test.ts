import { describe, expect, it } from 'vitest';
import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { deployGcp } from '../../../../infra/local/gcp-deployment.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { type AcceptanceAccount, openAwsAccount, openGcpAccount } from './account.ts';

const CLUSTER = 'acceptance';
const SETTINGS = { CLUSTER_NAME: CLUSTER, CLUSTER_CIDR: '10.253.0.0/16' };

/** Milliseconds between two runs of the schedule. */
const SCHEDULE = 300_000;

interface Deployment {
  /** Delivers the events that wait. */
  readonly deliver: () => Promise<void>;
  readonly resync: () => Promise<unknown>;
}

/** Events arrive as time passes, and the schedule fires. */
function connect(account: AcceptanceAccount, { deliver, resync }: Deployment): void {
  let last = 0;
  account.onTime = async (now) => {
    await deliver();
    if (now - last < SCHEDULE) return;
    last = now;
    await resync();
  };
}

async function openAws(settings: Readonly<Record<string, string>> = SETTINGS) {
  const account = await openAwsAccount();
  const { queue, handler } = deployAws(account.cloud, { log: captureLog('aws').log, settings });
  const deliver = () => queue.drainAll(handler);
  connect(account, { deliver, resync: () => handler({ action: 'resync' }) });
  return account;
}

function deadLettersOf(account: AcceptanceAccount<LocalEc2>) {
  const found = account.cloud.services.queues.get('podroutes-acceptance-DeadLetters-L0C4LL0C4L01');
  if (found === undefined) throw new Error('there is no queue of dead letters');
  return found.messages;
}

async function openGcp() {
  const account = await openGcpAccount();
  const options = { log: captureLog('gcp').log, settings: SETTINGS, debounce: 0 };
  const deployment = await deployGcp(account.cloud, options);
  account.deferred.defer(() => deployment.close());
  const { url, eventarc } = deployment;
  const resync = () => fetch(url, { method: 'POST', body: '{"action":"resync"}' });
  connect(account, { deliver: () => eventarc.drainAll(url), resync });
  return account;
}

describe('a deployed function', () => {
  it('makes the routes by its events on AWS', async () => {
    await using account = await openAws();
    // It had no tables yet.
    deadLettersOf(account).put('given up before the run');
    const { code, stdout, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(/^podroutes: this costs money: two t4g\.nano for an hour and a half at most: 2 cent /);
    expect(stdout).toMatch(/^as believed {2}a node that states its range in user data: .* after \d+ s$/m);
    expect(stdout).toMatch(/\n20 as believed, 0 different, 3 not tried\.\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
    expect(await account.report()).toMatchObject({ reconciledBy: 'function', removed: true });
    await expectSchema('acceptance', JSON.parse(await account.reportText()));
  });

  it('makes them on GCP', async () => {
    await using account = await openGcp();
    const { code, stdout } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stdout).toMatch(/\n24 as believed, 0 different, 1 not tried\.\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
    expect(await account.report()).toMatchObject({ reconciledBy: 'function', removed: true });
  });
});

// It waits for what never comes.
it('that gets no events is told from one that does: the run makes no route itself', async () => {
  await using account = await openAws();
  account.onTime = () => Promise.resolve();
  const { code, stdout } = await account.run('--yes', '--deployed', CLUSTER);
  expect(stdout).toMatch(/^DIFFERS {6}a node that states its range in user data: .*; observed not in time$/m);
  expect(code).toBe(1);
  expect(account.left()).toEqual([]);
});

it('that gives an event up is told', async () => {
  await using account = await openAws();
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
    await using account = await openAws({ ...SETTINGS, CLUSTER_CIDR: '10.200.0.0/16' });
    const { code, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(
      / has the cluster CIDR 10\.200\.0\.0\/16; deploy it for acceptance with 10\.253\.0\.0\/16\n$/,
    );
    expect(code).toBe(1);
  });

  it('where the cluster has route tables', async () => {
    await using account = await openAws();
    const { backend } = account.cloud;
    const vpc = backend.createVpc({ cidr: '10.0.0.0/16' });
    backend.createRouteTable({ vpcId: vpc.id, tags: { [`kubernetes.io/cluster/${CLUSTER}`]: 'owned' } });
    const { code, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(/^podroutes: cluster acceptance has rtb-\w+ already: deploy for a cluster that has nothing/);
    expect(code).toBe(1);
    expect(account.cloud.calls.count('CreateVpc')).toBe(0);
  });

  it('where the network is there on GCP', async () => {
    await using account = await openGcp();
    account.cloud.backend.createNetwork(CLUSTER);
    const { code, stderr } = await account.run('--yes', '--deployed', CLUSTER);
    expect(stderr).toMatch(/^podroutes: cluster acceptance has a network acceptance already: /);
    expect(code).toBe(1);
    expect(account.cloud.calls.count('networks.insert')).toBe(0);
  });
});
