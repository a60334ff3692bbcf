import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/cli/run-cli.ts';
import { startAwsDoctorFixture, startGcpDoctorFixture } from '../doctor/support/fixtures.ts';
import { followLogs, GCP_ORIGIN, type Logged, linesOf, NOW, passingTime, readLogs, startLogged } from './logged.ts';

const MINUTE = 60_000;

const CREATED = {
  action: 'create',
  destination: '10.200.1.0/24',
  target: 'i-1',
  table: 'rtb-1',
  status: 'done',
  reason: 'missing',
  drift: false,
  node: 'i-1',
  name: 'worker-1',
};

/** An hour of a function: a decision, a failure, a summary, a conflict. */
function writeHour({ write }: Logged): void {
  write(NOW - 90 * MINUTE, 'info', {}, 'long ago');
  write(NOW - 50 * MINUTE, 'info', CREATED, 'create route 10.200.1.0/24 done');
  const failed = { ...CREATED, status: 'failed', error: 'CreateRoute on rtb-1: denied', name: 'worker-10' };
  write(NOW - 40 * MINUTE, 'error', failed, 'could not create route 10.200.1.0/24');
  const summary = { created: 1, replaced: 0, deleted: 0, unchanged: 2, failed: 1, conflicts: 0 };
  write(NOW - 30 * MINUTE, 'info', { scope: 'event', dryRun: false, summary, milliseconds: 812 }, 'reconciled');
  const conflict = { destination: '10.200.2.0/24', nodes: ['i-1', 'i-2'], reason: 'both want it' };
  write(NOW - 20 * MINUTE, 'warn', conflict, 'conflict over 10.200.2.0/24');
}

describe.each(['aws', 'gcp'] as const)('podroutes logs on %s', { timeout: 20_000 }, (cloud) => {
  it('prints one line for each line of the last hour', async () => {
    const logged = await startLogged[cloud]();
    writeHour(logged);
    expect(await readLogs(logged)).toEqual({
      code: 0,
      stdout: `2026-03-01T11:10:00.000Z info  create 10.200.1.0/24 -> i-1 (worker-1) in rtb-1: done, missing
2026-03-01T11:20:00.000Z error create 10.200.1.0/24 -> i-1 (worker-10) in rtb-1: failed, missing: CreateRoute on rtb-1: denied
2026-03-01T11:30:00.000Z info  event reconciled in 812 ms: 1 created, 0 replaced, 0 deleted, 2 unchanged, 1 failed, 0 conflicts
2026-03-01T11:40:00.000Z warn  conflict over 10.200.2.0/24: both want it nodes=i-1,i-2
`,
      stderr: '',
    });
  });

  it('says once what a line is about, in words and names', async () => {
    const logged = await startLogged[cloud]();
    const destination = '10.200.2.0/24';
    const reason = 'claimed by worker-1 (i-1) and worker-2 (i-2); worker-1 (i-1) keeps it';
    const warn = (fields: object, message: string) => logged.write(NOW - 1, 'warn', fields, message);
    warn({ destination, nodes: ['i-1', 'i-2'], reason }, `conflict over ${destination}`);
    warn({ destination, nodes: ['i-1', 'i-3'], reason }, `conflict over ${destination}`);
    warn({ node: 'i-4', reason: 'worker-4: states nothing', refused: true }, 'node skipped');
    warn({ node: 'i-5', name: 'worker-5', podCidrs: [destination, 'fd00::/64'] }, 'node told its pod CIDR');
    warn({ believed: [{ node: 'i-6', reason: 'looked at 3 s ago' }] }, 'not looked at again');
    warn({ node: 'i-7', odd: ['a b', 1], deep: { a: 1 }, reason: 7 }, 'i-77');
    const summary = { created: 1, conflicts: 1 };
    logged.write(NOW - 1, 'warn', { scope: 'resync', summary, milliseconds: 1 }, 'reconciled');
    expect(linesOf(await readLogs(logged)).map((line) => line.slice(31))).toEqual([
      `conflict over ${destination}: ${reason}`,
      `conflict over ${destination}: ${reason} nodes=i-1,i-3`,
      'node skipped: worker-4: states nothing node=i-4 refused=true',
      'node told its pod CIDR node=i-5 name=worker-5 podCidrs=10.200.2.0/24,fd00::/64',
      'not looked at again believed=i-6 (looked at 3 s ago)',
      'i-77 node=i-7 odd="a b",1 deep={"a":1} reason=7',
      'resync reconciled in 1 ms: 1 created, 1 conflict',
    ]);
  });

  it('looks as far back as it is asked to', async () => {
    const logged = await startLogged[cloud]();
    writeHour(logged);
    expect(linesOf(await readLogs(logged, '--since', '2h'))[0]).toContain('long ago');
    expect(linesOf(await readLogs(logged, '--since', '25m'))).toHaveLength(1);
    expect(linesOf(await readLogs(logged, '--since', '2026-03-01T11:30:00Z'))).toHaveLength(2);
    expect(linesOf(await readLogs(logged, '--since', '2026-03-01T13:35:00+02:00'))).toHaveLength(1);
  });

  it('prints only what names a node, by its name or id', async () => {
    const logged = await startLogged[cloud]();
    writeHour(logged);
    const about = async (...nodes: string[]) => linesOf(await readLogs(logged, '--node', ...nodes)).length;
    expect(await about('worker-1')).toBe(1);
    expect(await about('i-2')).toBe(1);
    expect(await about('worker-1', 'i-2')).toBe(2);
    expect(await about('i-1')).toBe(3);
  });

  it('says that there is nothing, and where', async () => {
    const logged = await startLogged[cloud]();
    writeHour(logged);
    const { code, stdout, stderr } = await readLogs(logged, '--node', 'none', '--since=1m');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(
      /^podroutes: nothing about none in (?:\/aws\/lambda\/)?podroutes-kubernetes-the-hard-way since 2026-03-01T11:59:00\.000Z; --since looks further back\n$/,
    );
  });

  it('prints for programs what was written, a JSON object a line', async () => {
    const logged = await startLogged[cloud]();
    logged.write(NOW - 2, 'warn', { node: 'i-1', reason: 'x\u202e' }, 'node skipped');
    logged.writePlatform(NOW - 1, 'Task timed out after 60.00 seconds\n  at once');
    const lines = linesOf(await readLogs(logged, '-o', 'json')).map((line): unknown => JSON.parse(line));
    const level = cloud === 'aws' ? { level: 'warn' } : { severity: 'WARNING' };
    expect(lines).toEqual([
      { ...level, time: '2026-03-01T11:59:59.998Z', node: 'i-1', reason: 'x\u{fffd}', message: 'node skipped' },
      { level: 'error', time: '2026-03-01T11:59:59.999Z', message: 'Task timed out after 60.00 seconds\n  at once' },
    ]);
  });

  it('shows what the platform says of a failure, on one line', async () => {
    const logged = await startLogged[cloud]();
    logged.writePlatform(NOW - 1, 'Task timed out after 60.00 seconds\n  at once\u001b[2J');
    expect(linesOf(await readLogs(logged))).toEqual([
      '2026-03-01T11:59:59.999Z error Task timed out after 60.00 seconds   at once\u{fffd}[2J',
    ]);
  });

  it('follows: what is new, also what comes late, each line once', async () => {
    const logged = await startLogged[cloud]();
    const line = (time: number, message: string) => logged.write(time, 'info', {}, message);
    line(NOW - MINUTE, 'first');
    const seen = await followLogs(
      logged,
      [],
      () => {},
      (now) => {
        line(now, 'second');
        line(now, 'at the same time');
      },
      (now) => line(now - 90_000, 'late'),
      (now) => line(now, 'last'),
    );
    expect([seen.code, seen.stderr]).toEqual([130, '']);
    expect(linesOf(seen).map((each) => each.slice(31))).toEqual([
      'first',
      'second',
      'at the same time',
      'late',
      'last',
    ]);
  });

  it('follows through a clock that is wrong', async () => {
    const logged = await startLogged[cloud]();
    const line = (time: number, message: string) => logged.write(time, 'info', {}, message);
    const ahead = await followLogs(
      logged,
      [],
      (now) => line(now - 10 * MINUTE, 'one'),
      (now) => line(now - 10 * MINUTE, 'two'),
    );
    expect(linesOf(ahead)).toHaveLength(2);
    const behind = await followLogs(
      logged,
      ['--since=1s'],
      (now) => line(now + 10 * MINUTE, 'three'),
      (now) => line(now + 10 * MINUTE, 'four'),
    );
    expect(linesOf(behind)).toHaveLength(2);
  });

  it.each([
    { code: 'ThrottlingException', status: 429 },
    { code: 'cut', connection: 'closed' },
  ] as const)('waits for an outage to pass while it follows, and loses nothing: $code', async (fault) => {
    const logged = await startLogged[cloud]();
    const line = (time: number, message: string) => logged.write(time, 'info', {}, message);
    const seen = await followLogs(
      logged,
      [],
      () => logged.faults.failAlways(logged.action, fault),
      (now) => {
        line(now, 'meanwhile');
        logged.faults.stopFailing(logged.action);
      },
    );
    expect(seen.code).toBe(130);
    expect(seen.stderr).toMatch(/^podroutes: .*; looking again in 5 s\n$/);
    expect(linesOf(seen)).toEqual([expect.stringContaining('meanwhile')]);
  });

  it('tries again where it is throttled', async () => {
    const logged = await startLogged[cloud]();
    writeHour(logged);
    logged.faults.failNext(logged.action, { code: 'ThrottlingException', status: 429 });
    const { code, stdout } = await readLogs(logged);
    expect([code, stdout.split('\n').length]).toEqual([0, 5]);
  });

  it('names the permission that is missing', async () => {
    const logged = await startLogged[cloud]();
    const code = cloud === 'aws' ? 'AccessDeniedException' : 'forbidden';
    logged.faults.failAlways(logged.action, { code, status: 403 });
    const aws = 'the credentials may not call logs:FilterLogEvents; allow logs:FilterLogEvents in their policy';
    const gcp =
      'the credentials lack logging.logEntries.list; grant a role with logging.logEntries.list, such as roles/logging.viewer, or check --project';
    const where = cloud === 'aws' ? 'region us-east-1' : 'project podroutes-local';
    const told = `podroutes: the function’s log of kubernetes-the-hard-way in ${where} could not be read: ${cloud === 'aws' ? aws : gcp}\n`;
    expect(await readLogs(logged)).toEqual({ code: 1, stdout: '', stderr: told });
    expect(await followLogs(logged, [])).toEqual({ code: 1, stdout: '', stderr: told });
  });
});

describe('podroutes logs', () => {
  it('leaves out what Lambda says of every invocation, but not of one that failed', async () => {
    const logged = await startLogged.aws();
    const lines = [
      'INIT_START Runtime Version: nodejs:24.v1',
      'START RequestId: 1 Version: $LATEST',
      '{"_aws":{"Timestamp":1},"CreatedRoutes":1}',
      'END RequestId: 1',
      'REPORT RequestId: 1\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t',
      '2026-03-01T11:59:00.000Z\t1\tERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"no network"}',
      'REPORT RequestId: 2\tDuration: 60000.00 ms\tMax Memory Used: 90 MB\tStatus: timeout',
    ];
    for (const line of lines) logged.writePlatform(NOW - 1, line);
    expect(linesOf(await readLogs(logged)).map((line) => line.slice(25))).toEqual([
      'error 2026-03-01T11:59:00.000Z 1 ERROR Invoke Error  {"errorType":"Error","errorMessage":"no network"}',
      'error REPORT RequestId: 2 Duration: 60000.00 ms Max Memory Used: 90 MB Status: timeout',
    ]);
    expect(linesOf(await readLogs(logged, '-o', 'json'))).toHaveLength(lines.length);
  });

  it('reads every page of CloudWatch Logs', async () => {
    const { env, ec2 } = await startAwsDoctorFixture({ deployed: true });
    const [group] = ec2.services.logGroups.values();
    for (let i = 0; i < 5; i += 1) group?.write(`line ${i}`, NOW - 1000 + i);
    ec2.services.logPageSize = 2;
    const time = passingTime();
    const { stdout } = await runCli(['logs'], { env, time });
    expect(stdout.match(/line \d/g)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    expect(ec2.calls.count('logs:FilterLogEvents')).toBe(3);
    // Four calls a second at most.
    expect(time.sleeps).toEqual([250, 250]);
  });

  it('reads every page of Cloud Logging', async () => {
    const logged = await startLogged.gcp();
    for (let i = 0; i < 1001; i += 1) logged.write(NOW - 2000 + i, 'info', {}, `line ${i}`);
    expect(linesOf(await readLogs(logged))).toHaveLength(1001);
    expect(logged.calls.count(logged.action)).toBe(2);
  });

  it('shows of Cloud Run’s requests those that failed', async () => {
    const { env, gce } = await startGcpDoctorFixture({ deployed: true });
    const time = new Date(NOW - 1).toISOString();
    const request = (status: number, severity: string) =>
      gce.services.logEntries.add(GCP_ORIGIN, 'requests', {
        httpRequest: { requestMethod: 'POST', status, latency: '1.5s' },
        severity,
        time,
      });
    request(200, 'INFO');
    request(500, 'ERROR');
    gce.services.logEntries.add({ ...GCP_ORIGIN, service: 'other' }, 'stdout', { textPayload: 'of another', time });
    gce.services.logEntries.add({ ...GCP_ORIGIN, location: 'us-east1' }, 'stdout', { textPayload: 'of another', time });
    const { stdout } = await runCli(['logs'], { env, time: passingTime() });
    expect(stdout).toBe('2026-03-01T11:59:59.999Z error POST was answered with 500 after 1.5s\n');
  });

  it('says what is not there', async () => {
    const { env } = await startAwsDoctorFixture();
    expect(await runCli(['logs', '-f'], { env })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'podroutes: there is no log group /aws/lambda/podroutes-kubernetes-the-hard-way: no function of this cluster is deployed here, see podroutes doctor\n',
    });
    const gcp = await startGcpDoctorFixture();
    expect((await runCli(['logs'], { env: gcp.env })).stderr).toBe(
      'podroutes: there is no function podroutes-kubernetes-the-hard-way; podroutes doctor says how to deploy one\n',
    );
    const off = await startLogged.gcp();
    off.faults.failAlways(off.action, { code: 'SERVICE_DISABLED' });
    expect((await readLogs(off)).stderr).toBe(
      'podroutes: the Cloud Logging API is not enabled in project podroutes-local\n',
    );
  });

  it('shows what the functions of the local cloud do', async () => {
    const { env, deployment } = await startAwsDoctorFixture({ deployed: true });
    await deployment?.handler({ action: 'resync' });
    expect((await runCli(['logs'], { env })).stdout).toMatch(/^\S+Z info {2}resync reconciled in \d+ ms: 0 created, /m);
    const gcp = await startGcpDoctorFixture({ deployed: true });
    await fetch(gcp.deployment?.url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"action":"resync"}',
    });
    expect((await runCli(['logs'], { env: gcp.env })).stdout).toMatch(/^\S+Z info {2}resync reconciled in /m);
  });

  it.each(['', '1', '1y', '-1h', 'yesterday', '2026-13-01', '99999999h', '1.5h'])('--since is not %j', async (when) => {
    const { code, stderr } = await runCli(['logs', `--since=${when}`]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('It should be a duration, such as 30s')]);
  });
});
