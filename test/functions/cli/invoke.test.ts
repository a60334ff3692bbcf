import { describe, expect, it } from 'vitest';
import { ReportSchema } from '../../../functions/cli/invoke/report-schema.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { expectSchema } from '../../support/schemas.ts';
import { startAwsDoctorFixture, startGcpDoctorFixture } from './doctor/support/fixtures.ts';

async function awsWithoutRoute() {
  const fixture = await startAwsDoctorFixture({ deployed: true });
  fixture.ec2.backend.deleteRoute(fixture.cluster.routeTableId, '10.200.1.0/24');
  return fixture;
}

async function gcpWithoutRoute() {
  const fixture = await startGcpDoctorFixture({ deployed: true });
  fixture.gce.backend.deleteRoute('kubernetes-route-10-200-1-0-24');
  return fixture;
}

describe.each([
  ['aws', awsWithoutRoute],
  ['gcp', gcpWithoutRoute],
] as const)('podroutes invoke on %s', { timeout: 60_000 }, (cloud, start) => {
  it('has the function itself plan, then resync, and exits as those do', async () => {
    const { env } = await start();
    const invoke = (...argv: string[]) => runCli(['invoke', ...argv], { env });
    const plan = await invoke('plan');
    expect(plan).toMatchObject({ code: 2, stderr: '' });
    expect(plan.stdout).toMatch(/^\+ 10\.200\.1\.0\/24 .*\n1 to create, 0 to replace, 0 to delete; 2 unchanged/);
    expect(await invoke('resync')).toEqual({
      code: 0,
      stdout: '1 created, 0 replaced, 0 deleted, 0 failed; 2 unchanged, 0 conflicts.\n',
      stderr: '',
    });
    const { code, stdout } = await invoke('plan', '-o', 'json');
    const report: unknown = JSON.parse(stdout);
    await expectSchema('report', report);
    expect([code, report]).toEqual([0, expect.objectContaining({ cloud, changes: [] })]);
  });

  it('says what is not deployed', async () => {
    const { env } = await (cloud === 'aws' ? startAwsDoctorFixture() : startGcpDoctorFixture());
    expect(await runCli(['invoke', 'plan'], { env })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'podroutes: there is no function podroutes-kubernetes-the-hard-way; podroutes doctor says how to deploy one\n',
    });
  });
});

describe('podroutes invoke', () => {
  it('tells why the function failed', async () => {
    const { env, ec2 } = await awsWithoutRoute();
    ec2.faults.failAlways('DescribeRouteTables', { code: 'UnauthorizedOperation', status: 403 });
    const { code, stderr } = await runCli(['invoke', 'resync'], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^podroutes: podroutes-kubernetes-the-hard-way failed: .*DescribeRouteTables.*\n$/);
  });

  it('may not force a plan, nor do anything else', async () => {
    const env = { CLUSTER_NAME: 'a', CLUSTER_CIDR: '10.200.0.0/16', AWS_REGION: 'us-east-1' };
    expect((await runCli(['invoke', 'plan', '--force'], { env })).stderr).toBe(
      'podroutes: --force is for a resync; a plan writes nothing\n',
    );
    expect((await runCli(['invoke', 'delete'], { env })).stderr).toMatch(/Allowed choices are plan, resync/);
  });

  it('believes no answer that is no report', () => {
    for (const answer of [null, [], {}, { changes: [] }, '<html>', { error: 'x' }])
      expect(ReportSchema.safeParse(answer).success).toBe(false);
  });
});
