import { beforeAll, describe, expect, it } from 'vitest';
import { createTutorialNetwork, type LocalEc2Options, startLocalEc2 } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialNetwork, startLocalGce } from '../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli, sleepless } from '../../support/cli/run-cli.ts';
import { COUNTED_LOCAL_ROUTES } from '../../support/variants/ec2.ts';
import { expectSchema } from '../../support/schemas.ts';

/** A network without routes of nodes, on either cloud. */
interface World extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** Starts a node for each pod CIDR. */
  readonly boot: (...podCidrs: readonly string[]) => void;
}

type Options = Pick<LocalEc2Options, 'routeQuota'>;

async function awsWorld(options: Options): Promise<World> {
  const ec2 = await startLocalEc2(options);
  const { subnetId } = createTutorialNetwork(ec2.backend);
  return {
    env: awsEnv(ec2),
    boot: (...podCidrs) => {
      for (const [i, podCidr] of podCidrs.entries())
        ec2.backend.runInstance({ subnetId, tags: { Name: `node-${i + 1}`, 'pod-cidr': podCidr } });
      ec2.settle();
    },
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}

async function gcpWorld(options: Options): Promise<World> {
  const gce = await startLocalGce(options);
  seedTutorialNetwork(gce.backend);
  const { zone, subnet } = GCP_TUTORIAL;
  let count = 0;
  return {
    env: gcpEnv(gce),
    boot: (...podCidrs) => {
      for (const podCidr of podCidrs) {
        count += 1;
        const node = { name: `node-${count}`, ip: `10.240.0.${100 + count}`, metadata: { 'pod-cidr': podCidr } };
        gce.backend.createInstance({ zone, subnet, canIpForward: true, ...node });
      }
    },
    [Symbol.asyncDispose]: () => gce.close(),
  };
}

const worlds = { aws: awsWorld, gcp: gcpWorld };
const ranges = (count: number, second = 200) => Array.from({ length: count }, (_, i) => `10.${second}.${i}.0/24`);
const linesWith = (text: string, pattern: RegExp) => text.split('\n').filter((line) => pattern.test(line));

// The clients take long to load: not in the time of the first test.
beforeAll(async () => {
  await Promise.all([import('../../../functions/cli/target/aws.ts'), import('../../../functions/cli/target/gcp.ts')]);
}, 30_000);

describe.each(['aws', 'gcp'] as const)('what no resync changes, on %s', (cloud) => {
  const start = (options: Options = {}) => worlds[cloud](options);

  const WRONG_CIDR = ['--cluster-cidr', '10.99.0.0/16'];

  it.each(['plan', 'resync'])('fails %s when the cluster CIDR is wrong, and the last line says so', async (command) => {
    await using world = await start();
    world.boot(...ranges(2));
    const run = (...argv: string[]) => runCli([command, ...WRONG_CIDR, ...argv], { env: world.env });
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nNothing to change: 0 unchanged, 0 conflicts, 2 refused\.\nFailed: 2 nodes are refused; .*\n$/,
    );
    expect(await run('--fail-on', cloud === 'aws' ? 'none' : 'conflicts')).toMatchObject({ code: 0 });
  });

  it('fails beside JSON too, where the standard error says why', async () => {
    await using world = await start();
    world.boot(...ranges(2));
    const { code, stdout, stderr } = await runCli(['plan', '--output', 'json', ...WRONG_CIDR], { env: world.env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Failed: 2 nodes are refused') });
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({ skipped: [{ refused: true }, { refused: true }] });
    await expectSchema('report', report);
  });

  it('fails over conflicts unless they are not to count, and then tells of changes', async () => {
    await using world = await start();
    world.boot('10.200.1.0/24', '10.200.1.0/24');
    const { code, stdout } = await runCli(['plan'], { env: world.env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/claimed by node-[12] \(\S+\) and node-[12] \(\S+\); node-[12] \(\S+\) keeps it\n/);
    expect(stdout).toMatch(/\nFailed: 1 conflict; /);
    expect(await runCli(['plan', '--fail-on', 'refused'], { env: world.env })).toMatchObject({ code: 2 });
  });

  it('does not fail over a node that states the whole cluster CIDR, unless that is to count', async () => {
    await using world = await start();
    world.boot('10.200.0.0/16', '10.200.0.0/24', '10.200.1.0/24');
    const resynced = await runCli(['resync'], { env: world.env });
    expect(resynced.code).toBe(0);
    expect(resynced.stdout).toContain("states the whole cluster CIDR 10.200.0.0/16, which is no node's range");
    expect(resynced.stdout).toContain('2 created, 0 replaced, 0 deleted, 0 failed');
    const strict = await runCli(['plan', '--fail-on', 'refused,unstated'], { env: world.env });
    expect(strict.code).toBe(1);
    expect(strict.stdout).toMatch(/\nFailed: 1 node states no range; /);
  });

  it('is folded where many say the same, and told line by line with --all', async () => {
    await using world = await start();
    world.boot(...ranges(12, 201));
    const folded = linesWith((await runCli(['plan'], { env: world.env })).stdout, /^! skipped/);
    expect(folded).toHaveLength(1);
    expect(folded[0]).toMatch(
      /is not inside the cluster CIDR 10\.200\.0\.0\/16 \(and 11 more like it: \S+, \S+, \S+ and 8 more\)$/,
    );
    expect(linesWith((await runCli(['plan', '--all'], { env: world.env })).stdout, /^! skipped/)).toHaveLength(12);
  });

  it('knows the quota before, and says once that it is used up', async () => {
    await using world = await start({ routeQuota: 4 });
    world.boot(...ranges(12));
    const env = { ...world.env, ROUTE_QUOTA: '4' };
    const room = cloud === 'aws' ? 2 : 3;
    // The local Compute Engine does not count the default route.
    const made = cloud === 'aws' ? 3 - COUNTED_LOCAL_ROUTES : 4;
    const planned = await runCli(['plan'], { env });
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain(`! there is room for ${room} of 12 routes in `);
    const report: unknown = JSON.parse((await runCli(['plan', '--output', 'json'], { env })).stdout);
    expect(report).toMatchObject({ quotaShortages: [{ quota: 4, routes: 4 - room, wanted: 12, room }] });
    await expectSchema('report', report);
    const { code, stdout } = await runCli(['resync'], { env, time: sleepless() });
    expect(code).toBe(1);
    const failures = linesWith(stdout, /could not create/);
    // Compute Engine has two codes for it: by the call, and by the operation that it began.
    const codes = new Set(failures.map((line) => /\/24: (\w+):/.exec(line)?.[1]));
    expect(codes.size).toBeLessThanOrEqual(cloud === 'aws' ? 1 : 2);
    const folded = failures.map((line) =>
      Number(/\(and (\d+) more like it: 10\.200\.\d+\.0\/24, /.exec(line)?.[1] ?? 0),
    );
    expect(folded.reduce((sum, more) => sum + 1 + more, 0)).toBe(12 - made);
    expect(failures.length).toBeLessThanOrEqual(cloud === 'aws' ? 1 : 4);
    expect(stdout).toContain(`${made} created, 0 replaced, 0 deleted, ${12 - made} failed`);
  });

  it('refuses a kind that it does not know', async () => {
    await using world = await start();
    const { code, stderr } = await runCli(['plan', '--fail-on', 'everything'], { env: world.env });
    expect(code).toBe(1);
    expect(stderr).toContain('It should be none, or some of refused,conflicts,without-range,not-forwarding,unstated.');
  });
});

describe('a wrong interface', () => {
  it('is named, with the one that will take its place', async () => {
    const ec2 = await startLocalEc2();
    const { subnetId, routeTableId } = createTutorialNetwork(ec2.backend);
    const node = ec2.backend.runInstance({ subnetId, tags: { 'pod-cidr': '10.200.1.0/24' } });
    ec2.settle();
    const second = ec2.backend.createInterface({ subnetId });
    ec2.backend.attachInterface(second.id, node.id, 1);
    ec2.backend.createRoute(routeTableId, '10.200.1.0/24', { field: 'networkInterfaceId', id: second.id });
    const { stdout } = await runCli(['plan'], { env: awsEnv(ec2) });
    await ec2.close();
    const [first] = ec2.backend.interfacesOf(node.id);
    expect(stdout).toContain(`${node.id} ${second.id} -> ${node.id} ${first?.id}`);
    expect(stdout).toContain('(wrong interface)');
  });
});
