import { describe, expect, it } from 'vitest';
import { bootWorker } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL as GCP } from '../../../infra/local/gcp.ts';
import { ROUTE_EDIT_RULE } from '../../../shared/aws/names.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { expectSchema } from '../../support/schemas.ts';
import {
  type AwsDoctorFixture,
  type DoctorFixture,
  startAwsDoctorFixture,
  startGcpDoctorFixture,
} from './doctor/support/fixtures.ts';

/** Two hours after what the local clouds say of the function. */
const time = { now: () => Date.parse('2026-01-01T10:00:00Z') };

const status = ({ env }: DoctorFixture, ...argv: string[]) => runCli(['status', ...argv], { env, time });

/** What the function logs at the end of a run. */
function logSummary({ ec2 }: AwsDoctorFixture, time: string, more: object): void {
  const [group] = ec2.services.logGroups.values();
  group?.write(
    JSON.stringify({ level: 'info', time, dryRun: false, ...more, message: 'reconciled' }),
    Date.parse(time),
  );
}

/** What is said in JSON, which is what the schema says; the exit code tells the same. */
async function statusJson(fixture: DoctorFixture): Promise<object> {
  const { code, stdout } = await status(fixture, '-o', 'json');
  const told: unknown = JSON.parse(stdout);
  await expectSchema('status', told);
  expect(told).toMatchObject({ ok: code === 0 });
  return Object(told);
}

describe('podroutes status', { timeout: 20_000 }, () => {
  it('tells a line for each thing on AWS', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    logSummary(fixture, '2026-01-01T09:54:00Z', { scope: 'resync' });
    expect(await status(fixture)).toEqual({
      code: 0,
      stdout: `Nodes         3 ok
Routes        3 ok
Free ranges   253 of /24 in 10.200.0.0/16
Function      podroutes-kubernetes-the-hard-way is active, changed 2h ago
Triggers      on
Last resync   6m ago
Dead letters  none
`,
      stderr: '',
    });
    expect(await statusJson(fixture)).toEqual({
      cloud: 'aws',
      cluster: 'kubernetes-the-hard-way',
      ok: true,
      nodes: { ok: 3 },
      routes: { ok: 3 },
      freeRanges: [{ cidr: '10.200.0.0/16', prefixLength: 24, count: 253 }],
      function: {
        name: 'podroutes-kubernetes-the-hard-way',
        state: 'Active',
        ok: true,
        changedAt: '2026-01-01T08:00:00.000Z',
      },
      triggers: [],
      lastResync: '2026-01-01T09:54:00.000Z',
      deadLetters: 0,
    });
  });

  it('finds on AWS the newest resync of a day, by the log of the function', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    const told = async () => (await status(fixture)).stdout.match(/^Last resync +(.*)$/m)?.[1];
    logSummary(fixture, '2025-12-31T09:00:00Z', { scope: 'resync' });
    expect(await told()).toBe('none in the last day');
    logSummary(fixture, '2026-01-01T05:00:00Z', { scope: 'resync' });
    logSummary(fixture, '2026-01-01T06:00:00Z', { scope: 'resync' });
    logSummary(fixture, '2026-01-01T09:58:00Z', { scope: 'event' });
    logSummary(fixture, '2026-01-01T09:59:00Z', { scope: 'resync', dryRun: true });
    expect(await told()).toBe('4h ago');
    logSummary(fixture, '2026-01-01T09:56:00Z', { scope: 'resync' });
    const before = fixture.ec2.calls.count('logs:FilterLogEvents');
    expect(await told()).toBe('4m ago');
    expect(fixture.ec2.calls.count('logs:FilterLogEvents') - before).toBe(1);
  });

  it('finds what a function of the local cloud has just resynced', async () => {
    const { env, deployment } = await startAwsDoctorFixture({ deployed: true });
    await deployment?.handler({ action: 'resync' });
    expect((await runCli(['status'], { env })).stdout).toMatch(/^Last resync +\d{1,2}s ago$/m);
  });

  it('does without a log group, and not without the right to read it', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    fixture.ec2.services.logGroups.clear();
    expect((await status(fixture)).stdout).toMatch(/^Last resync +none in the last day$/m);
    fixture.ec2.faults.failAlways('logs:FilterLogEvents', { code: 'AccessDeniedException', status: 403 });
    const { code, stdout } = await status(fixture);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^Last resync +unknown: .*logs:FilterLogEvents/m)]);
  });

  it('tells on GCP when the schedule last asked for a resync, too', async () => {
    const fixture = await startGcpDoctorFixture({ deployed: true });
    expect(await status(fixture)).toEqual({
      code: 0,
      stdout: `Nodes         3 ok
Routes        3 ok
Free ranges   253 of /24 in 10.200.0.0/16
Function      podroutes-kubernetes-the-hard-way is active, changed 2h ago
Triggers      on
Last resync   5m ago
Dead letters  none
`,
      stderr: '',
    });
    expect(await statusJson(fixture)).toMatchObject({ lastResync: '2026-01-01T09:55:00.000Z' });
  });

  it('is well without a function', async () => {
    for (const fixture of [await startAwsDoctorFixture(), await startGcpDoctorFixture()]) {
      const { code, stdout } = await status(fixture);
      expect(stdout).not.toMatch(/Trigger|Last resync/);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Function +not deployed$/m) });
      expect(await statusJson(fixture)).toMatchObject({ function: null, triggers: null, deadLetters: 0 });
    }
  });

  it('tells people, and nobody else, which command says what is wrong', async () => {
    const { env } = await startAwsDoctorFixture();
    const hint = 'podroutes: "podroutes doctor" tells why, and what mends it\n';
    const wrong = { ...env, CLUSTER_CIDR: '10.200.0.0/25' };
    expect(await runCli(['status'], { env: wrong, isTerminal: true })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(hint),
    });
    expect((await runCli(['status', '-o', 'json'], { env: wrong, isTerminal: true })).stderr).not.toContain(hint);
    expect((await runCli(['status'], { env: wrong })).stderr).not.toContain(hint);
    expect((await runCli(['status'], { env, isTerminal: true })).stderr).not.toContain(hint);
  });

  it('exits with 1 and counts what is wrong with routes', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    const { ec2, cluster } = fixture;
    ec2.backend.deleteRoute(cluster.routeTableId, '10.200.0.0/24');
    expect((await status(fixture)).stdout).toMatch(
      /^Nodes +2 ok, 1 missing \(worker-0\)\nRoutes +2 ok, 1 missing \(10\.200\.0\.0\/24\)\n/,
    );
    expect(await statusJson(fixture)).toMatchObject({ ok: false, routes: { ok: 2, missing: 1 } });
  });

  it('names three of what is wrong in one way, and counts the others', async () => {
    const fixture = await startAwsDoctorFixture();
    const { ec2, cluster } = fixture;
    for (const i of [10, 9, 8, 7]) bootWorker(ec2.backend, cluster, i, `10.240.0.${100 + i}`);
    ec2.settle();
    expect((await status(fixture)).stdout.split('\n').slice(0, 2)).toEqual([
      'Nodes         3 ok, 4 missing (worker-7, worker-8, worker-9 and 1 more)',
      'Routes        3 ok, 4 missing (10.200.7.0/24, 10.200.8.0/24, 10.200.9.0/24 and 1 more)',
    ]);
    expect(await statusJson(fixture)).toMatchObject({ nodes: { ok: 3, missing: 4 } });
    const extra = ec2.backend.createRouteTable({ vpcId: cluster.vpcId, tags: {} });
    ec2.backend.tag(extra.id, { 'kubernetes.io/cluster/kubernetes-the-hard-way': 'shared' });
    expect((await status(fixture)).stdout).toMatch(/^Routes +3 ok, 11 missing \(10\.200\.0\.0\/24, .* and 4 more\)$/m);
  });

  it('is well with a node that is stopped', async () => {
    const fixture = await startGcpDoctorFixture({ deployed: true });
    fixture.gce.backend.stop('worker-1');
    expect(await statusJson(fixture)).toMatchObject({ ok: true });
  });

  it('exits with 1 over a function that does not run, and dead letters', async () => {
    const off = await startAwsDoctorFixture({ deployed: true });
    for (const each of off.ec2.services.functions.values()) each.reserved = 0;
    expect(await status(off)).toMatchObject({ code: 1, stdout: expect.stringMatching(/ is switched off, changed/) });
    const fixture = await startAwsDoctorFixture({ deployed: true });
    fixture.deployment?.queue.deadLetters.push('{}');
    expect(await status(fixture)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Dead letters +1 waiting$/m),
    });
    const gcp = await startGcpDoctorFixture({ deployed: true });
    for (const each of gcp.gce.services.functions.values()) each.state = 'FAILED';
    expect(await status(gcp)).toMatchObject({ code: 1, stdout: expect.stringMatching(/ is failed, changed/) });
    expect(await statusJson(gcp)).toMatchObject({ ok: false, function: { ok: false } });
  });

  it('exits with 1 over rules and a mapping that are switched off, each with a line', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    const { rules, mappings } = fixture.ec2.services;
    for (const each of rules.values()) if (each.schedule !== undefined) each.enabled = false;
    expect(await status(fixture)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Triggers +the rule podroutes-\S+ for the schedule is disabled$/m),
    });
    for (const each of mappings.values()) each.enabled = false;
    const { stdout } = await status(fixture);
    expect(stdout.match(/^Triggers .*$/gm)).toEqual([
      expect.stringMatching(/ the event source mapping \S+ of podroutes-kubernetes-the-hard-way is disabled$/),
      expect.stringMatching(/ for the schedule is disabled$/),
    ]);
    expect(await statusJson(fixture)).toMatchObject({ ok: false, triggers: { length: 2 } });
    rules.clear();
    expect((await status(fixture)).stdout.match(/^Triggers .* no rule puts /gm)).toHaveLength(5);
  });

  it('exits with 1 over a rule for route edits that is off, unless the deployment has it off', async () => {
    const fixture = await startAwsDoctorFixture({ deployed: true });
    const { rules } = fixture.ec2.services;
    const [name, rule] = [...rules].find(([each]) => each.includes('-RouteEditRule-')) ?? [];
    if (name === undefined || rule === undefined) throw new Error('there is no such rule');
    rule.enabled = false;
    expect(await status(fixture)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Triggers +the rule \S+-RouteEditRule-\w+ for edits of routes is disabled$/m),
    });
    rules.set(name, { ...rule, description: ROUTE_EDIT_RULE.off });
    expect(await status(fixture)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Triggers +on$/m) });
    rules.delete(name);
    expect(await status(fixture)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Triggers +on$/m) });
  });

  it('exits with 1 over a paused schedule, a disabled sink and a trigger that is not there', async () => {
    const fixture = await startGcpDoctorFixture({ deployed: true });
    const { jobs, triggers, sinks } = fixture.gce.services;
    for (const each of jobs.values()) each.state = 'PAUSED';
    expect(await status(fixture)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Triggers +the job podroutes-kubernetes-the-hard-way-resync is paused$/m),
    });
    for (const each of jobs.values()) each.state = 'ENABLED';
    for (const each of sinks.values()) each.disabled = true;
    for (const [path, { filters }] of triggers)
      if (filters['methodName'] === 'v1.compute.instances.insert') triggers.delete(path);
    const { stdout } = await status(fixture);
    expect(stdout.match(/^Triggers .*$/gm)).toEqual([
      expect.stringMatching(/ no trigger of podroutes-\S+ waits for v1\.compute\.instances\.insert$/),
      expect.stringMatching(/ the log sink podroutes-\S+-system-events is disabled$/),
    ]);
    expect(await statusJson(fixture)).toMatchObject({ ok: false, triggers: { length: 2 } });
  });

  it('exits with 1 over what could not be read, and says why', async () => {
    const fixture = await startGcpDoctorFixture({ deployed: true });
    fixture.gce.services.functions.clear();
    fixture.gce.services.unreachable.add('us-west1');
    fixture.gce.unreachableZones.add(GCP.zone);
    const { code, stdout } = await status(fixture);
    expect(code).toBe(1);
    expect(await statusJson(fixture)).toMatchObject({
      unknown: [{ what: 'function' }, { what: 'triggers' }, { what: 'deadLetters' }, { what: 'lastResync' }],
    });
    expect(stdout).toMatch(/^Function +unknown: .*us-west1 did not answer .+$/m);
    expect(stdout).toMatch(/^Not read +zone .* could not be reached$/m);
  });
});
