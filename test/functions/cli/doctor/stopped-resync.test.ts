import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { podCidrOf } from '../../../../infra/local/aws.ts';
import { GCP_TUTORIAL, workerAddress, workerPodCidr, workerRouteName } from '../../../../infra/local/gcp.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { runExplain } from '../explain/support/run-explain.ts';
import { AWS_FAULT_CASES } from './support/aws-fault-cases.ts';
import { type DoctorFixture, startAwsDoctorFixture, startGcpDoctorFixture } from './support/fixtures.ts';
import { GCP_FAULT_CASES } from './support/gcp-fault-cases.ts';

/** Routes to worker-2, which states another range: so many that a resync deletes them only by force. */
const LEFTOVERS = Array.from({ length: 11 }, (_, i) => 64 + i);

async function startAws(): Promise<DoctorFixture> {
  const fixture = await startAwsDoctorFixture({ deployed: true });
  const { ec2, cluster } = fixture;
  const target = { field: 'instanceId', id: cluster.workers[2]?.id ?? '' } as const;
  for (const i of LEFTOVERS) ec2.backend.createRoute(cluster.routeTableId, podCidrOf(i), target);
  for (const name of ['a missing route', 'events that EventBridge could not deliver'])
    AWS_FAULT_CASES[name]?.inject(fixture);
  return fixture;
}

async function startGcp(): Promise<DoctorFixture> {
  const fixture = await startGcpDoctorFixture({ deployed: true });
  const { network } = GCP_TUTORIAL;
  for (const i of LEFTOVERS) {
    const route = { name: workerRouteName(i), network, destRange: workerPodCidr(i), nextHopIp: workerAddress(2) };
    fixture.gce.backend.addRoute(route);
  }
  for (const name of ['a missing route', 'dead letters']) GCP_FAULT_CASES[name]?.inject(fixture);
  return fixture;
}

const ADVICE =
  /^podroutes plan --cloud .*\n# a resync stops: it would delete 11 of 13 routes;\n# only if the plan is right:\npodroutes resync --cloud .* --force$/m;

describe.each([
  ['aws', startAws, 'undelivered-events-waiting'],
  ['gcp', startGcp, 'dead-letters-waiting'],
] as const)('where a resync would stop on %s', { timeout: 20_000 }, (_, start, lost) => {
  it('doctor, explain and map say why, and to look at the plan before it is forced; then there is nothing to do', async () => {
    const fixture = await start();
    const { findings } = await fixture.runDoctor();
    const byId = new Map(findings.map((each) => [each.id, each]));
    expect([...byId.keys()].toSorted()).toEqual(['route-missing', 'route-stale', lost].toSorted());
    for (const { mend } of findings) expect(mend).toMatch(ADVICE);
    const status = await runCli(['status'], { env: fixture.env });
    expect(status).toMatchObject({ code: 1 });
    expect(status.stdout).toMatch(/^Resync +stops, since it would delete 11 of 13 routes; see "podroutes plan"$/m);
    const data: unknown = JSON.parse((await runCli(['status', '-o', 'json'], { env: fixture.env })).stdout);
    expect(data).toMatchObject({ ok: false, stoppedResync: { deletions: 11, routes: 13 } });
    await expectSchema('status', data);
    const { paths } = await runExplain(fixture, 'worker-0', 'worker-1');
    expect(paths[0]?.mend?.commands.join('\n')).toBe(byId.get('route-missing')?.mend);
    const leftover = await runExplain(fixture, 'worker-0', podCidrOf(64));
    expect(leftover.paths[0]?.mend).toEqual({
      finding: 'route-stale',
      commands: byId.get('route-stale')?.mend.split('\n'),
    });
    await using folder = await temporaryFolder();
    await runCli(['map'], { env: fixture.env, folder: folder.path });
    const page = await readFile(join(folder.path, 'routes.html'), 'utf8');
    expect(page).toContain('# a resync stops: it would delete 11 of 13 routes;');
    const options = { env: fixture.env, isTerminal: true, columns: 60 };
    for (const command of ['doctor', 'explain worker-0 worker-1']) {
      const { stdout } = await runCli([...command.split(' '), '--color', 'never'], options);
      expect(stdout).toMatch(
        /^ +\$ podroutes plan .*\n +# a resync stops: .*\n +# only if .*\n +\$ podroutes resync .* --force$/m,
      );
    }
    for (const each of findings.filter(({ id }) => id !== lost)) await fixture.applyRemediation(each);
    expect((await fixture.runDoctor()).findings.map(({ id }) => id)).toEqual([lost]);
  });
});
