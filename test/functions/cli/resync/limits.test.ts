import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL, seedTutorialCluster, startLocalGce } from '../../../../infra/local/gcp.ts';
import { gcpEnv, runCli } from '../../../support/cli/run-cli.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { DriftedLab } from './drifted-lab.ts';

const planned = (stdout: string) =>
  [...stdout.matchAll(/^([+~-]) (10\.200\.\d\.0)/gm)].map(([, mark, range]) => `${mark}${range}`);

describe('--node', () => {
  it('plans what leads to the node or led there, and tells how much is left out', async () => {
    await using lab = await DriftedLab.open();
    const { code, stdout } = await lab.run(['plan', '--node', 'worker-1']);
    expect(code).toBe(2);
    expect(planned(stdout)).toEqual(['+10.200.1.0', '+10.200.1.0', '-10.200.8.0']);
    expect(stdout).toMatch(/\n4 more changes are due beside what was asked for\.\n$/);
  });

  it('writes no more than that, decided from everything', async () => {
    await using lab = await DriftedLab.open();
    const { code } = await lab.run(['resync', '--node', '10.240.0.21', '--table', lab.table]);
    expect(code).toBe(0);
    expect(lab.ranges()).toEqual(['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24', '10.200.9.0/24']);
    expect(lab.ranges(lab.otherTable)).toEqual([]);
  });

  it('switches on nothing for a node that is not named', async () => {
    await using lab = await DriftedLab.open();
    for (const id of lab.workers) lab.ec2.backend.setSourceDestCheck(id, true);
    await lab.run(['resync', '--node', 'worker-0', 'worker-1', '--table', lab.otherTable]);
    expect(lab.ec2.calls.count('ModifyNetworkInterfaceAttribute')).toBe(2);
    await lab.run(['resync', '--table', lab.table]);
    expect(lab.ec2.calls.count('ModifyNetworkInterfaceAttribute')).toBe(2);
  });

  it('deletes nothing that a named node would have to lose by a listing without the others', async () => {
    await using lab = await DriftedLab.open();
    // worker-0 holds what worker-2 claims: only who sees worker-2 knows that this is to be replaced, not deleted.
    const { stdout } = await lab.run(['plan', '--node', 'worker-0', '--table', lab.table]);
    expect(planned(stdout)).toEqual(['~10.200.2.0']);
  });

  it('of others, says which are near', async () => {
    await using lab = await DriftedLab.open();
    expect(await lab.run(['resync', '--node', 'wroker-1'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'podroutes: there is no node "wroker-1"; near it: worker-1, worker-0, worker-2\n',
    });
  });
});

describe('--table', () => {
  it('plans for one table, and says in JSON what is left out', async () => {
    await using lab = await DriftedLab.open();
    const report: unknown = JSON.parse((await lab.run(['plan', '--table', lab.otherTable, '-o', 'json'])).stdout);
    await expectSchema('report', report);
    expect(report).toMatchObject({
      changes: Array.from({ length: 3 }, () => ({ table: lab.otherTable, action: 'create' })),
      leftOut: Array.from({ length: 4 }, () => ({ table: lab.table })),
    });
  });

  it('that there is not is named', async () => {
    await using lab = await DriftedLab.open();
    const { code, stderr } = await lab.run(['plan', '--table', 'rtb-1']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^podroutes: there is no table "rtb-1"; the cluster has rtb-/),
    ]);
  });

  it('is the network on GCP', async () => {
    const gce = await startLocalGce();
    seedTutorialCluster(gce.backend);
    const options = { env: gcpEnv(gce) };
    expect((await runCli(['resync', '--table', GCP_TUTORIAL.network, '--node', 'worker-1'], options)).code).toBe(0);
    const routes = gce.backend.routesOf(GCP_TUTORIAL.network).map(({ destRange }) => destRange);
    await gce.close();
    expect(routes.filter((each) => each.startsWith('10.200.'))).toEqual(['10.200.1.0/24']);
  });
});
