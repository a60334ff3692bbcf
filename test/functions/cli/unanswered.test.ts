import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalEc2, seedTutorialCluster as seedAws, startLocalEc2 } from '../../../infra/local/aws.ts';
import { type LocalGce, seedTutorialCluster as seedGcp, startLocalGce } from '../../../infra/local/gcp.ts';
import type { Fault } from '../../../infra/local/simulation.ts';
import { PATIENCE } from '../../../shared/reconcile/cloud/rate-limits-and-retries.ts';
import { awsEnv, gcpEnv, runCli } from '../../support/cli/run-cli.ts';

/** Milliseconds that a request may take here; 8 s where people wait. */
const requestTimeout = 100;

const COMMANDS = [
  ['nodes'],
  ['routes'],
  ['plan'],
  ['resync'],
  ['map', '--out', '-'],
  ['doctor'],
  ['explain', '10.200.0.5'],
  ['init'],
];

/** A socket that takes connections and requests and says nothing. */
async function startSilentServer(): Promise<{ server: Server; url: string }> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: Pick<AddressInfo, 'port'> = Object(server.address());
  return { server, url: `http://127.0.0.1:${port}` };
}

let ec2: LocalEc2;
let gce: LocalGce;
let silent: Awaited<ReturnType<typeof startSilentServer>>;
beforeAll(async () => {
  ec2 = await startLocalEc2();
  seedAws(ec2.backend);
  gce = await startLocalGce();
  seedGcp(gce.backend);
  silent = await startSilentServer();
});
afterAll(async () => {
  silent.server.close();
  silent.server.closeAllConnections();
  await ec2.close();
  await gce.close();
});

async function run(argv: readonly string[], env: Record<string, string>, limit = requestTimeout) {
  const { code, stdout, stderr } = await runCli(argv, { env, requestTimeout: limit });
  return { code, stdout, first: stderr.split('\n')[0] };
}

/** Those of one environment run at once: nearly all of their time they wait. */
const commands = COMMANDS.map((argv) => [argv.join(' '), argv] as const);

describe('a silent EC2', { timeout: 10_000 }, () => {
  it.concurrent.each(commands)('is named, and where: podroutes %s', async (_, argv) => {
    const { code, stdout, first } = await run(argv, { ...awsEnv(ec2), AWS_ENDPOINT_URL: silent.url });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(first).toMatch(/^podroutes: EC2 in region us-east-1 does not answer \(TimeoutError\) at http:\S+; /);
    expect(first).toContain(silent.url);
  });
});

describe('a silent Compute Engine', { timeout: 10_000 }, () => {
  it.concurrent.each(commands)('is named, and where: podroutes %s', async (_, argv) => {
    const { code, stdout, first } = await run(argv, { ...gcpEnv(gce), COMPUTE_API_ENDPOINT: silent.url });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(first).toMatch(/^podroutes: Compute Engine does not answer \((TimeoutError|4)\) at http:\S+; /);
    expect(first).toContain(silent.url);
  });
});

describe.each(['aws', 'gcp'])('where nobody takes the connection, on %s', { timeout: 10_000 }, (cloud) => {
  it.concurrent.each(commands)('that is said at once: podroutes %s', async (_, argv) => {
    const nobody = 'http://127.0.0.1:1';
    const env =
      cloud === 'aws' ? { ...awsEnv(ec2), AWS_ENDPOINT_URL: nobody } : { ...gcpEnv(gce), COMPUTE_API_ENDPOINT: nobody };
    const { code, stdout, first } = await run(argv, env, 8000);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(first).toMatch(/does not answer \((ECONNREFUSED|14)\) at http:\/\/127\.0\.0\.1:1;/);
  });
});

const HALVES: readonly Fault[] = [
  { code: 'cut', connection: 'stalled' },
  { code: 'cut', connection: 'truncated' },
];

describe.each(HALVES)('half of an answer, then $connection', (fault) => {
  it('of EC2', async () => {
    ec2.faults.failAlways('DescribeInstances', fault);
    const { code, stdout, first } = await run(['nodes'], awsEnv(ec2));
    ec2.faults.stopFailing('DescribeInstances');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(first).toMatch(
      /^podroutes: (EC2 in region us-east-1 does not answer|DescribeInstances on .*cannot be read)/,
    );
  });

  it('of Compute Engine', async () => {
    gce.faults.failAlways('routes.list', fault);
    const { code, stdout, first } = await run(['nodes'], gcpEnv(gce));
    gce.faults.stopFailing('routes.list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(first).toMatch(/^podroutes: (Compute Engine does not answer|routes\.list on .*cannot be read)/);
  });
});

describe('podroutes resync, where a write was accepted', { timeout: 10_000 }, () => {
  const silent: Fault = { code: 'cut', connection: 'silent' };
  /** More than a lost connection is tried again in. */
  const limit = 3 * PATIENCE;
  async function resync(...silentActions: string[]) {
    const server = await startLocalGce();
    onTestFinished(() => server.close());
    seedGcp(server.backend);
    for (const action of silentActions) server.faults.failAlways(action, silent);
    const result = await run(['resync'], gcpEnv(server), limit);
    return { ...result, calls: server.calls };
  }

  it('says within a request’s time that nobody tells what became of it', async () => {
    const { code, stdout, calls } = await resync('globalOperations.wait', 'globalOperations.get');
    expect(code).toBe(1);
    expect(stdout).toMatch(/globalOperations\.get on operation-\S+: no whole answer within 0\.75 s/);
    // Each of the three that were sent at once was waited for once.
    expect(calls.count('globalOperations.wait')).toBe(3);
    expect(calls.count('globalOperations.get')).toBe(3);
  });

  it('asks whether an operation goes on that takes longer than that', async () => {
    const { code, calls } = await resync('globalOperations.wait');
    expect(code).toBe(0);
    expect(calls.count('globalOperations.get')).toBe(6);
    expect(calls.count('routes.insert')).toBe(3);
  });
});

const SILENT = [
  { cloud: 'aws', action: 'lambda:GetFunctionConfiguration' },
  { cloud: 'aws', action: 'sqs:ListQueues' },
  { cloud: 'aws', action: 'events:ListRuleNamesByTarget' },
  { cloud: 'gcp', action: 'cloudfunctions.functions.list' },
  { cloud: 'gcp', action: 'resourcemanager.projects.testIamPermissions' },
];

const silentActions = (on: string) => SILENT.filter(({ cloud }) => cloud === on).map(({ action }) => action);

describe('podroutes doctor, where one service is silent', { timeout: 20_000 }, () => {
  it.each(silentActions('aws'))('names it and checks the rest: %s', async (action) => {
    ec2.faults.failAlways(action, { code: 'cut', connection: 'silent' });
    const { stdout } = await run(['doctor', '--output', 'json'], awsEnv(ec2), 4000);
    ec2.faults.stopFailing(action);
    const { checked } = JSON.parse(stdout);
    expect(checked.length).toBeGreaterThan(5);
    if (action !== 'events:ListRuleNamesByTarget') expect(stdout).toMatch(`${action} on `);
  });

  it.each(silentActions('gcp'))('names it and checks the rest: %s', async (action) => {
    gce.faults.failAlways(action, { code: 'cut', connection: 'silent' });
    const { stdout } = await run(['doctor', '--output', 'json'], gcpEnv(gce), 4000);
    gce.faults.stopFailing(action);
    const { checked, unchecked } = JSON.parse(stdout);
    expect(checked.length).toBeGreaterThan(5);
    expect(JSON.stringify(unchecked)).toMatch(/no whole answer within 2 s/);
  });
});
