import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  bootWorker,
  createTutorialNetwork,
  type LocalEc2,
  podCidrOf,
  seedTutorialCluster,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import { type LocalGce, seedTutorialCluster as seedGcp, startLocalGce } from '../../../infra/local/gcp.ts';
import { awsEnv, type CliResult, gcpEnv, runCli, sleepless } from '../../support/cli/run-cli.ts';
import { COUNTED_LOCAL_ROUTES } from '../../support/variants/ec2.ts';
import { expectSchema } from '../../support/schemas.ts';

// oxlint-disable-next-line no-control-regex -- that is what colours are made of
const COLOUR = /\u001B\[/;

describe.each(['aws', 'gcp'] as const)('the story of a cluster on %s', (cloud) => {
  let ec2: LocalEc2;
  let gce: LocalGce;
  beforeAll(async () => {
    ec2 = await startLocalEc2();
    seedTutorialCluster(ec2.backend);
    gce = await startLocalGce();
    seedGcp(gce.backend);
  });
  afterAll(async () => {
    await ec2.close();
    await gce.close();
  });
  const env = () => (cloud === 'aws' ? awsEnv(ec2) : gcpEnv(gce));
  const run = (...argv: string[]) => runCli(argv, { env: env() });

  it('plan shows three creations and exits with 2', async () => {
    const { code, stdout, stderr } = await run('plan');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout.match(/^\+ 10\.200\.\d\.0\/24 {2}-> \S+ \(worker-\d\) +in \S+ +\(missing\)$/gm)).toHaveLength(3);
    expect(stdout).toMatch(/\n3 to create, 0 to replace, 0 to delete; 0 unchanged, 0 conflicts\.\n$/);
    expect(stdout).not.toMatch(COLOUR);
  });

  it('plan and resync --dry-run write nothing', async () => {
    await run('plan');
    expect(await run('resync', '--dry-run')).toMatchObject({ code: 0 });
    expect(ec2.calls.count('CreateRoute') + gce.calls.count('routes.insert')).toBe(0);
  });

  it('its report in JSON is what the schema says', async () => {
    const report: unknown = JSON.parse((await run('plan', '--output', 'json')).stdout);
    expect(report).toMatchObject({ cloud, dryRun: true, summary: { created: 0 } });
    await expectSchema('report', report);
  });

  it('resync shows the plan, then what was done', async () => {
    const { code, stdout } = await run('resync');
    expect(code).toBe(0);
    const [plan = '', result = ''] = stdout.split('0 conflicts.\n');
    expect(plan.match(/^\+ /gm)).toHaveLength(3);
    expect(result).toBe('3 created, 0 replaced, 0 deleted, 0 failed; 0 unchanged, ');
  });

  it('in sync: plan exits with 0, resync writes nothing and says so once', async () => {
    const inSync = { code: 0, stdout: 'Nothing to change: 3 unchanged, 0 conflicts.\n', stderr: '' };
    expect(await run('plan')).toEqual(inSync);
    expect(await run('resync')).toEqual(inSync);
  });
});

describe('plan', () => {
  let ec2: LocalEc2;
  const table = () => [...ec2.backend.state.routeTables.values()].find(({ tags }) => tags.size > 0)?.id ?? '';
  beforeAll(async () => {
    ec2 = await startLocalEc2();
    const { workers } = seedTutorialCluster(ec2.backend);
    const [first, second] = workers.map(({ id }) => id);
    if (first === undefined || second === undefined) throw new Error('the lab has three workers');
    ec2.backend.createRoute(table(), '10.200.2.0/24', { field: 'instanceId', id: first });
    ec2.backend.createRoute(table(), '10.200.9.0/24', { field: 'instanceId', id: second });
  });
  afterAll(() => ec2.close());

  it('marks what is made, replaced and deleted, in colour on a terminal', async () => {
    const marks = ({ stdout }: CliResult) =>
      [...stdout.matchAll(/^(\S+) 10\.200\.(\d)\.0/gm)].map(([, mark, third]) => [mark, third]);
    expect(marks(await runCli(['plan'], { env: awsEnv(ec2) }))).toEqual([
      ['+', '0'],
      ['+', '1'],
      ['~', '2'],
      ['-', '9'],
    ]);
    const seen = await runCli(['plan'], { env: awsEnv(ec2), isTerminal: true });
    expect(seen.stdout).toContain('\u001B[33m~\u001B[39m 10.200.2.0/24');
  });

  it('tells where a replaced route led and will lead', async () => {
    const { stdout } = await runCli(['plan'], { env: awsEnv(ec2) });
    expect(stdout).toMatch(
      /^~ 10\.200\.2\.0\/24 {2}i-\w+ \(worker-0\) -> i-\w+ \(worker-2\) +in rtb-\w+ {2}\(node claims another range\)$/m,
    );
    expect(stdout).toMatch(
      /^- 10\.200\.9\.0\/24 {2}i-\w+ \(worker-1\) -> +in rtb-\w+ {2}\(node claims another range\)$/m,
    );
  });
});

/** A cluster of `count` nodes without routes, which state their ranges in user data or a tag. */
async function fleet(
  count: number,
  by: 'data' | 'tag' = 'data',
  options?: Parameters<typeof startLocalEc2>[0],
): Promise<LocalEc2> {
  const ec2 = await startLocalEc2(options);
  const network = createTutorialNetwork(ec2.backend);
  for (let i = 0; i < count; i += 1) {
    if (by === 'data') bootWorker(ec2.backend, network, i, `10.240.0.${i + 20}`);
    else ec2.backend.runInstance({ subnetId: network.subnetId, tags: { 'pod-cidr': podCidrOf(i) } });
  }
  ec2.settle();
  return ec2;
}

describe('a large plan', () => {
  it('is cut short on a terminal, and whole in a pipe or with --all', async () => {
    const ec2 = await fleet(40);
    const lines = ({ stdout }: CliResult) => stdout.split('\n').filter((line) => line.includes('10.200.')).length;
    const seen = await runCli(['plan'], { env: awsEnv(ec2), isTerminal: true });
    expect(lines(seen)).toBe(30);
    expect(seen.stdout).toContain('... and 10 more; --all shows them');
    expect(lines(await runCli(['plan', '--all'], { env: awsEnv(ec2), isTerminal: true }))).toBe(40);
    expect(lines(await runCli(['plan'], { env: awsEnv(ec2) }))).toBe(40);
    await ec2.close();
  });
});

describe('resync', () => {
  it('shows progress with rate and time left once it takes longer than a second, on a terminal only', async () => {
    const time = sleepless();
    const ec2 = await fleet(40, 'tag', { now: time.now });
    ec2.faults.throttle('CreateRoute', 20, 5);
    const seen = await runCli(['resync'], { env: awsEnv(ec2), isTerminal: true, time });
    expect(seen.stderr).toMatch(/#+-+ \d+\/40 routes, \d+\.\d\/s, \d+s left/);
    expect(seen.stderr).toContain('40/40 routes');
    // The burst need not wait for its turn.
    expect(seen.stderr).not.toMatch(/ [1-8]\/40 routes/);
    await ec2.close();
  });

  it('shows none when it is quick or nobody looks', async () => {
    const [quick, piped] = [await fleet(5), await fleet(5)];
    expect((await runCli(['resync'], { env: awsEnv(quick), isTerminal: true, time: { now: () => 0 } })).stderr).toBe(
      '',
    );
    let time = 0;
    const now = () => (time += 1000);
    expect((await runCli(['resync'], { env: awsEnv(piped), time: { now } })).stderr).toBe('');
    await quick.close();
    await piped.close();
  });

  it('stops between writes on Ctrl-C, says what was done and left, and goes on from there', async () => {
    const ec2 = await fleet(40);
    const onInterruptible = (interrupt: () => void) => {
      const record = ec2.calls.record.bind(ec2.calls);
      vi.spyOn(ec2.calls, 'record').mockImplementation((call) => {
        record(call);
        if (ec2.calls.count('CreateRoute') === 10) interrupt();
      });
    };
    const { code, stdout, stderr } = await runCli(['resync'], { env: awsEnv(ec2), onInterruptible });
    const made = ec2.calls.count('CreateRoute');
    expect(code).toBe(1);
    expect(stderr).toContain('stopping: what is being written is finished first');
    expect(made).toBeLessThan(30);
    expect(stdout).toContain(`${made} created, 0 replaced, 0 deleted, 0 failed`);
    expect(stdout).toContain(`stopped with ${40 - made} of 40 changes not begun`);

    const rest = await runCli(['resync'], { env: awsEnv(ec2) });
    expect(rest).toMatchObject({ code: 0 });
    expect(rest.stdout).toContain(`${40 - made} created`);
    await ec2.close();
  });

  it('names what failed and exits with 1', async () => {
    const ec2 = await startLocalEc2({ routeQuota: 3 + COUNTED_LOCAL_ROUTES });
    seedTutorialCluster(ec2.backend);
    const { code, stdout } = await runCli(['resync'], { env: awsEnv(ec2) });
    await ec2.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^! could not create 10\.200\.\d\.0\/24: RouteLimitExceeded: CreateRoute on /m);
    expect(stdout).toMatch(/2 created, 0 replaced, 0 deleted, 1 failed/);
  });

  it('brakes before a mass deletion, and says what --force would do', async () => {
    const ec2 = await fleet(12);
    expect(await runCli(['resync'], { env: awsEnv(ec2) })).toMatchObject({ code: 0 });
    const ids = [...ec2.backend.state.instances.values()].map(({ id }) => id);
    ec2.backend.terminate(...ids);
    ec2.settle();
    ec2.backend.purge();
    const held = await runCli(['resync'], { env: awsEnv(ec2) });
    expect(held.code).toBe(1);
    expect(held.stdout).toContain('would delete 12 of 12 routes, so nothing is written; --force carries it out');
    expect(ec2.calls.count('DeleteRoute')).toBe(0);
    expect(await runCli(['plan'], { env: awsEnv(ec2) })).toMatchObject({ code: 1 });
    const forced = await runCli(['resync', '--force'], { env: awsEnv(ec2) });
    expect(forced).toMatchObject({ code: 0 });
    expect(forced.stdout).toContain('12 deleted');
    await ec2.close();
  });
});
