import { describe, expect, it } from 'vitest';
import { seedTutorialCluster, startLocalEc2 } from '../../../infra/local/aws.ts';
import {
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialCluster as seedGcp,
  startLocalGce,
  workerRouteName,
} from '../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../support/cli/run-cli.ts';

const { network } = GCP_TUTORIAL;

/** The lab on GCP in which Terraform made the route of worker 0, to `nextHopIp`. */
async function labWith(
  nextHopIp: string,
): Promise<{ gce: LocalGce; run: (...argv: string[]) => ReturnType<typeof runCli> }> {
  const gce = await startLocalGce();
  seedGcp(gce.backend);
  gce.backend.addRoute({ name: 'tf-right', network, destRange: '10.200.0.0/24', nextHopIp });
  return { gce, run: (...argv) => runCli(argv, { env: gcpEnv(gce) }) };
}

const lineOf = (stdout: string, word: string) => stdout.split('\n').find((line) => line.includes(word)) ?? '';

describe('a route of somebody else to the node that claims its range', () => {
  it('is ok, not ours: named with its node, no conflict, and nothing for the doctor', async () => {
    const { gce, run } = await labWith('10.240.0.20');
    const plan = await run('plan');
    expect(plan.stdout).toMatch(/^2 to create, 0 to replace, 0 to delete; 1 unchanged, 0 conflicts\.$/m);
    expect(plan.stdout).not.toMatch(/conflict over|10\.200\.0\.0/);
    expect(await run('resync')).toMatchObject({ code: 0 });
    expect(gce.backend.route(workerRouteName(0))).toBeUndefined();
    const row = lineOf((await run('routes', '--output', 'wide')).stdout, 'tf-right');
    expect(row).toMatch(/10\.200\.0\.0\/24 +10\.240\.0\.20 +worker-0 +active +\S+ +ok, not ours$/);
    expect(lineOf((await run('nodes', '--output', 'wide')).stdout, 'worker-0')).toMatch(/ ok, not ours$/);
    const listed: unknown = JSON.parse((await run('routes', '--output', 'json')).stdout);
    expect(listed).toMatchObject({
      routes: expect.arrayContaining([
        expect.objectContaining({ name: 'tf-right', status: 'ok', reason: 'not ours', state: 'active' }),
      ]),
    });
    const { stdout } = await run('doctor');
    await gce.close();
    expect(stdout).not.toMatch(/tf-right|10\.200\.0\.0\/24/);
  });

  it('with another next hop is a conflict, as any', async () => {
    const { gce, run } = await labWith('10.240.0.99');
    const plan = await run('plan');
    await gce.close();
    expect(plan.stdout).toContain('conflict over 10.200.0.0/24: held by route tf-right, which podroutes did not make');
  });
});

describe('a conflict that only the writing meets', () => {
  it('is printed by resync on GCP, and ends with 1', async () => {
    const gce = await startLocalGce();
    seedGcp(gce.backend);
    const way = { network, destRange: '10.200.0.0/24', nextHopIp: '10.240.0.99', tags: ['some'] };
    gce.backend.addRoute({ name: workerRouteName(0), ...way });
    gce.staleReads('routes.list', 1);
    const { code, stdout } = await runCli(['resync'], { env: gcpEnv(gce) });
    await gce.close();
    const [plan = '', result = ''] = stdout.split(
      '3 to create, 0 to replace, 0 to delete; 0 unchanged, 0 conflicts.\n',
    );
    expect(plan).not.toContain('conflict over');
    expect(result).toBe(
      `! conflict over 10.200.0.0/24: held by route ${workerRouteName(0)}, which podroutes did not make\n` +
        '2 created, 0 replaced, 0 deleted, 0 failed; 0 unchanged, 1 conflict.\n' +
        'Failed: 1 conflict; no resync changes that (--fail-on says what counts).\n',
    );
    expect(code).toBe(1);
  });

  it('is printed by resync on AWS, and ends with 1, also as JSON', async () => {
    for (const argv of [['resync'], ['resync', '-o', 'json']]) {
      const ec2 = await startLocalEc2();
      const { routeTableId } = seedTutorialCluster(ec2.backend);
      const target = { field: 'natGatewayId', id: 'nat-1' } as const;
      ec2.backend.addForeignRoute(routeTableId, { destination: '10.200.0.0/24', target });
      ec2.staleReads('DescribeRouteTables', 1);
      const { code, stdout } = await runCli(argv, { env: awsEnv(ec2) });
      await ec2.close();
      expect(stdout).toMatch(/conflict over 10\.200\.0\.0\/24: held by nat-1|"reason": "held by nat-1"/);
      expect(code).toBe(1);
    }
  });

  it('ends with 1 whatever is to count: the plan that was shown promised the route', async () => {
    const ec2 = await startLocalEc2();
    const { routeTableId } = seedTutorialCluster(ec2.backend);
    const target = { field: 'natGatewayId', id: 'nat-1' } as const;
    ec2.backend.addForeignRoute(routeTableId, { destination: '10.200.0.0/24', target });
    ec2.staleReads('DescribeRouteTables', 1);
    const first = await runCli(['resync', '--fail-on', 'none'], { env: awsEnv(ec2) });
    const second = await runCli(['resync', '--fail-on', 'none'], { env: awsEnv(ec2) });
    await ec2.close();
    expect([first.code, second.code]).toEqual([1, 0]);
  });

  it('is not printed twice where the plan had it', async () => {
    const { gce, run } = await labWith('10.240.0.99');
    const { code, stdout } = await run('resync');
    await gce.close();
    expect(stdout.match(/conflict over 10\.200\.0\.0\/24/g)).toHaveLength(1);
    expect(code).toBe(1);
  });
});
