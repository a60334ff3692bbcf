import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../infra/local/gcp.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { expectSchema } from '../../support/schemas.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type DoctorFixture, startAwsDoctorFixture, startGcpDoctorFixture } from './doctor/support/fixtures.ts';

const podroutes = ({ env }: DoctorFixture, ...argv: string[]) => runCli(argv, { env });

/** A healthy cluster on AWS but for the source/dest check of worker-1. */
async function awsFixture() {
  const fixture = await startAwsDoctorFixture();
  const networkInterface = fixture.interfaceOf(1);
  const setCheck = (isOn: boolean) => fixture.ec2.backend.setSourceDestCheck(networkInterface, isOn);
  setCheck(true);
  return { ...fixture, setCheck };
}

describe('a node whose source/dest check is on', { timeout: 20_000 }, () => {
  it('is a change that a plan shows and a resync carries out', async () => {
    const fixture = await awsFixture();
    const line = /^~ source\/dest check of worker-1 \(i-\w+\): on -> off\n/;
    const planned = await podroutes(fixture, 'plan');
    expect(planned.code).toBe(2);
    expect(planned.stdout).toMatch(line);
    expect(planned.stdout).toMatch(
      /\n0 to create, 0 to replace, 0 to delete, 1 source\/dest check to switch off; 3 unchanged, 0 conflicts\.\n$/,
    );
    expect((await podroutes(fixture, 'plan', '-o', 'markdown')).stdout).toContain('1 source/dest check to switch off');
    const report: unknown = JSON.parse((await podroutes(fixture, 'plan', '-o', 'json')).stdout);
    expect(report).toMatchObject({ forwarding: [], forwardingPlanned: [{ name: 'worker-1' }], warnings: [] });
    await expectSchema('report', report);
    const resynced = await podroutes(fixture, 'resync');
    expect(resynced.code).toBe(0);
    expect(resynced.stdout).toMatch(line);
    expect(resynced.stdout).toMatch(/ Forwarding switched on for i-\w+\.\n$/);
    expect(await podroutes(fixture, 'plan')).toMatchObject({ code: 0 });
  });

  it('is not well in the list of nodes and in the status', async () => {
    const fixture = await awsFixture();
    const nodes = await podroutes(fixture, 'nodes', '-o', 'wide');
    expect(nodes.stdout).toMatch(/ worker-1 .* not-forwarding: its source\/dest check is on\n/);
    expect(nodes.stdout.match(/ ok$/gm)).toHaveLength(2);
    await expectSchema('nodes', JSON.parse((await podroutes(fixture, 'nodes', '-o', 'json')).stdout));
    const status = await podroutes(fixture, 'status');
    expect(status).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Nodes +2 ok, 1 not-forwarding \(worker-1\)\n/),
    });
    await expectSchema('status', JSON.parse((await podroutes(fixture, 'status', '-o', 'json')).stdout));
  });

  it('says nothing of one that boots or is stopped', async () => {
    const fixture = await awsFixture();
    fixture.ec2.backend.stop(fixture.cluster.workers[1]?.id ?? '');
    fixture.ec2.settle();
    expect((await podroutes(fixture, 'plan')).stdout).not.toContain('source/dest check');
    expect((await podroutes(fixture, 'nodes', '-o', 'wide')).stdout).not.toContain('not-forwarding');
  });

  it('is in a saved plan, which is refused once somebody else has switched it off', async () => {
    const fixture = await awsFixture();
    await using folder = await temporaryFolder();
    const run = (...argv: string[]) => runCli(argv, { env: fixture.env, folder: folder.path });
    expect(await run('plan', '--out', 'plan.json')).toMatchObject({ code: 2 });
    fixture.setCheck(false);
    const refused = await run('resync', '--plan', 'plan.json');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/no longer due: switch on forwarding of i-\w+\n/);
    fixture.setCheck(true);
    expect(await run('resync', '--plan', 'plan.json')).toMatchObject({ code: 0 });
    expect(await run('plan')).toMatchObject({ code: 0 });
  });
});

describe('a node whose canIpForward is off', { timeout: 20_000 }, () => {
  it('is what no resync changes, with the reason', async () => {
    const fixture = await startGcpDoctorFixture();
    const { zone, subnet } = GCP_TUTORIAL;
    const metadata = { 'pod-cidr': '10.200.8.0/24' };
    fixture.gce.backend.createInstance({ name: 'dropping', zone, subnet, ip: '10.240.0.30', metadata });
    const reason = /^! dropping: canIpForward is off, so the network drops .*, or create it with --can-ip-forward$/m;
    const planned = await podroutes(fixture, 'plan');
    expect(planned.code).toBe(1);
    expect(planned.stdout).toMatch(reason);
    expect(planned.stdout).toMatch(/\nFailed: 1 node cannot forward packets; no resync changes that/);
    const resynced = await podroutes(fixture, 'resync');
    expect(resynced.code).toBe(1);
    expect(resynced.stdout.match(new RegExp(reason, 'gm'))).toHaveLength(1);
    expect(await podroutes(fixture, 'plan', '--fail-on', 'refused')).toMatchObject({ code: 0 });
    expect((await podroutes(fixture, 'nodes', '-o', 'wide')).stdout).toMatch(
      / dropping .* not-forwarding: its canIpForward is off\n/,
    );
    expect(await podroutes(fixture, 'status')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('3 ok, 1 not-forwarding (dropping)\n'),
    });
  });
});
