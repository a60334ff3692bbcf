import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../infra/local/gcp.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { type AwsDoctorFixture, startAwsDoctorFixture, startGcpDoctorFixture } from './doctor/support/fixtures.ts';

const LAB = 'kubernetes-the-hard-way';

/** The account of a named cluster alone. */
const account = (env: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CLUSTER_')));

/** A second cluster in the account of the lab, with nodes that state `ranges`. */
function addCluster({ ec2 }: AwsDoctorFixture, name: string, ...ranges: readonly string[]): void {
  const tags = { [`kubernetes.io/cluster/${name}`]: 'owned' };
  const { id: vpcId } = ec2.backend.createVpc({ cidr: '10.250.0.0/24', tags });
  const { id: subnetId } = ec2.backend.createSubnet({ vpcId, cidr: '10.250.0.0/24', tags });
  ec2.backend.createRouteTable({ vpcId, tags });
  for (const range of ranges) ec2.backend.runInstance({ subnetId, tags: { 'pod-cidr': range } });
  ec2.settle();
}

const sections = (text: string) => text.split(/^==> (\S+) <==$/m).slice(1);

describe('--all-clusters', { timeout: 60_000 }, () => {
  it('has a section for each cluster, and the worst exit code', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    const env = account(fixture.env);
    expect(await runCli(['plan', '--all-clusters'], { env })).toEqual({
      code: 0,
      stdout: `==> ${LAB} <==\nNothing to change: 3 unchanged, 0 conflicts.\n`,
      stderr: '',
    });
    addCluster(fixture, 'other', '10.100.1.0/24');
    const { code, stdout, stderr } = await runCli(['plan', '--all-clusters'], { env });
    const [first, , second, other] = sections(stdout);
    expect([code, first, second]).toEqual([2, LAB, 'other']);
    expect(other).toMatch(/^\n\+ 10\.100\.1\.0\/24 /);
    expect(stderr).toBe('podroutes: the ranges of other, 10.100.0.0/16, are guessed from those of its nodes\n');
  });

  it('goes on behind a cluster that cannot be looked at, and says why', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    addCluster(fixture, 'empty');
    const { code, stdout, stderr } = await runCli(['status', '--all-clusters'], { env: account(fixture.env) });
    expect(code).toBe(1);
    expect(sections(stdout)).toEqual(['empty', '\n\n', LAB, expect.stringMatching(/^\nNodes +3 ok\n/)]);
    expect(stderr).toBe(
      "podroutes: no function and no node of empty tells the cluster's ranges; ask for it alone, with --cluster-name and --cluster-cidr\n",
    );
  });

  it('is about the account, whatever cluster the settings name', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    const env = { ...fixture.env, CLUSTER_NAME: 'elsewhere', CLUSTER_CIDR: '192.168.0.0/16', ROUTE_TABLE_IDS: 'rtb-0' };
    expect(sections((await runCli(['status', '--all-clusters'], { env })).stdout)).toEqual([
      LAB,
      expect.stringMatching(/ 253 of \/24 in 10\.200\.0\.0\/16\n/),
    ]);
  });

  it('as JSON is a document for each, on GCP a network with nodes', async () => {
    const fixture = await startGcpDoctorFixture({ deployed: true });
    const { code, stdout } = await runCli(['doctor', '--all-clusters', '-o', 'json'], { env: account(fixture.env) });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cloud: 'gcp', cluster: GCP_TUTORIAL.network });
  });

  it('of an account without a cluster says so', async () => {
    const fixture = await startAwsDoctorFixture();
    fixture.ec2.backend.untag(fixture.cluster.routeTableId, `kubernetes.io/cluster/${LAB}`);
    expect((await runCli(['status', '--all-clusters'], { env: account(fixture.env) })).stderr).toBe(
      'podroutes: no cluster was found here; check region or project\n',
    );
  });

  it.each([
    ['--cluster-name', 'x'],
    ['--network', 'x'],
    ['--out', 'x'],
    ['--node', 'x'],
  ])('goes not with %s', async (...flag) => {
    expect(await runCli(['plan', '--all-clusters', ...flag])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be used with'),
    });
  });
});
