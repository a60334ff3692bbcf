import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bootWorker,
  type TutorialCluster,
  type LocalEc2,
  seedTutorialCluster as seedAws,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import {
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialCluster as seedGcp,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../support/cli/run-cli.ts';
import { expectSchema } from '../../support/schemas.ts';

/** What is said of the route of a stopped node. */
const ROUTE_OF_STOPPED = 'stopped: node worker-1 is stopped';

/** The lab's first table, as printed in "Provisioning Pod Network Routes" of Kubernetes the Hard Way. */
const LAB_TABLE = `10.240.0.20 10.200.0.0/24
10.240.0.21 10.200.1.0/24
10.240.0.22 10.200.2.0/24
`;

// oxlint-disable-next-line no-control-regex -- that is what colours are made of
const COLOUR = /\u001B\[/;

const START = Date.parse('2026-01-01T00:00:00Z');

/** Rows of a wide table as cells. */
const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

const statusesOf = (text: string) =>
  Object.fromEntries(
    rowsOf(text)
      .slice(1)
      .map((cells) => [cells[1], cells.at(-1)]),
  );

describe('on AWS', () => {
  let ec2: LocalEc2;
  let cluster: TutorialCluster;
  beforeAll(async () => {
    ec2 = await startLocalEc2({ now: () => START });
    cluster = seedAws(ec2.backend);
  });
  afterAll(() => ec2.close());
  const run = (...argv: string[]) => runCli(argv, { env: awsEnv(ec2) });

  it("nodes prints the lab's first table to the byte", async () => {
    expect(await run('nodes')).toEqual({ code: 0, stdout: LAB_TABLE, stderr: '' });
  });

  it('nodes and routes are wide and coloured on a terminal, plain in a pipe', async () => {
    for (const command of ['nodes', 'routes']) {
      const seen = await runCli([command], {
        env: awsEnv(ec2),
        isTerminal: true,
        time: { now: () => START + 3 * 3600_000 },
      });
      expect(seen.stdout).toMatch(COLOUR);
      expect(seen.stdout).toMatch(/worker-0 .* 3h .*missing/);
      const piped = await run(command, '--output', 'wide');
      expect(piped.stdout).not.toMatch(COLOUR);
      expect(piped.stdout).toMatch(/^[A-Z ]+STATUS\n/);
    }
  });

  it('says of each node and route how it is', async () => {
    const { backend } = ec2;
    const [ok, dead, wrong] = cluster.workers;
    if (ok === undefined || dead === undefined || wrong === undefined) throw new Error('the lab has three workers');
    const table = cluster.routeTableId;
    backend.createRoute(table, '10.200.0.0/24', { field: 'instanceId', id: ok.id });
    backend.createRoute(table, '10.200.1.0/24', { field: 'instanceId', id: dead.id });
    backend.stop(dead.id);
    backend.settle();
    backend.createRoute(table, '10.200.2.0/24', { field: 'instanceId', id: ok.id });
    backend.createRoute(table, '10.200.9.0/24', { field: 'gatewayId', id: cluster.gatewayId });
    backend.createRoute(table, '10.200.10.0/24', { field: 'gatewayId', id: cluster.gatewayId });
    const late = bootWorker(backend, cluster, 10, '10.240.0.110');
    const missing = bootWorker(backend, cluster, 3);
    const refused = bootWorker(backend, cluster, 4);
    backend.setUserData(refused.id, 'name=worker-4|pod-cidr=10.100.0.0/24');
    backend.settle();

    expect(statusesOf((await run('routes', '--output', 'wide')).stdout)).toEqual({
      '0.0.0.0/0': 'foreign',
      '10.200.0.0/24': 'ok',
      '10.200.1.0/24': ROUTE_OF_STOPPED,
      '10.200.2.0/24': 'stale: worker-0 claims 10.200.0.0/24',
      '10.200.3.0/24': 'missing',
      '10.200.9.0/24': 'foreign',
      '10.200.10.0/24': `conflict: held by ${cluster.gatewayId}`,
      '10.240.0.0/24': 'foreign',
    });
    const wide = await run('nodes', '--output', 'wide');
    expect(rowsOf(wide.stdout).map((cells) => [cells[2], cells[4], cells[6]])).toEqual([
      ['NODE', 'STATE', 'STATUS'],
      ['worker-0', 'running', 'ok'],
      ['worker-1', 'stopped', 'stopped'],
      ['worker-2', 'running', `stale: leads to ${ok.id}: worker-0 claims 10.200.0.0/24`],
      ['worker-3', 'running', 'missing'],
      [
        'worker-4',
        'running',
        'refused: worker-4: pod CIDR "10.100.0.0/24" refused: it is not inside the cluster CIDR 10.200.0.0/16',
      ],
      ['worker-10', 'running', `conflict: held by ${cluster.gatewayId}`],
    ]);
    const narrow = await run('nodes');
    expect(narrow.stdout).toBe(`${LAB_TABLE}10.240.0.23 10.200.3.0/24\n10.240.0.110 10.200.10.0/24\n`);
    expect(narrow.stderr).toBe(
      'podroutes: left out: worker-4: pod CIDR "10.100.0.0/24" refused: it is not inside the cluster CIDR 10.200.0.0/16\n',
    );
    for (const name of ['nodes', 'routes']) {
      const { stdout } = await run(name, '--output', 'json');
      await expectSchema(name, JSON.parse(stdout));
    }
    backend.terminate(late.id, missing.id, refused.id);
  });

  it('routes lists every table of a cluster that has several', async () => {
    const second = ec2.backend.createRouteTable({
      vpcId: cluster.vpcId,
      tags: { [`kubernetes.io/cluster/${GCP_TUTORIAL.network}`]: 'shared' },
    });
    const { stdout } = await run('routes', '--output', 'table');
    for (const id of [cluster.routeTableId, second.id]) expect(stdout).toContain(`${id}\n-----`);
    ec2.backend.untag(second.id, `kubernetes.io/cluster/${GCP_TUTORIAL.network}`);
  });
});

describe('on GCP', () => {
  let gce: LocalGce;
  beforeAll(async () => {
    gce = await startLocalGce({ now: () => START });
    seedGcp(gce.backend);
  });
  afterAll(() => gce.close());
  const run = (...argv: string[]) => runCli(argv, { env: gcpEnv(gce) });

  it("nodes prints the lab's first table to the byte", async () => {
    expect(await run('nodes')).toEqual({ code: 0, stdout: LAB_TABLE, stderr: '' });
  });

  it("routes prints the lab's routing table, after a resync", async () => {
    expect(await run('resync')).toMatchObject({ code: 0 });
    const { stdout } = await run('routes');
    expect(stdout).toMatch(/^NAME +NETWORK +DEST_RANGE +NEXT_HOP +PRIORITY\n/);
    expect(stdout).toContain(
      'kubernetes-route-10-200-2-0-24  kubernetes-the-hard-way  10.200.2.0/24  10.240.0.22               1000\n',
    );
  });

  it('says of each route how it is, by name and next hop', async () => {
    gce.backend.addRoute({
      name: 'by-hand',
      network: GCP_TUTORIAL.network,
      destRange: '10.200.7.0/24',
      nextHopIp: '10.240.0.10',
    });
    const { stdout } = await run('routes', '--output', 'wide');
    expect(statusesOf(stdout)).toMatchObject({
      '0.0.0.0/0': 'foreign',
      '10.200.1.0/24': 'ok',
      '10.200.7.0/24': 'foreign',
    });
    const targets = Object.fromEntries(rowsOf(stdout).map(([, destination, target]) => [destination, target]));
    expect(targets).toMatchObject({
      '0.0.0.0/0': 'default-internet-gateway',
      '10.200.1.0/24': '10.240.0.21',
      '10.200.7.0/24': '10.240.0.10',
      '10.240.0.0/24': GCP_TUTORIAL.network,
    });
    for (const name of ['nodes', 'routes']) {
      await expectSchema(name, JSON.parse((await run(name, '--output', 'json')).stdout));
    }
  });

  it('warns of a hole in the listing', async () => {
    gce.unreachableZones.add(GCP_TUTORIAL.zone);
    const { stderr, stdout } = await run('nodes');
    gce.unreachableZones.clear();
    expect(stdout).toBe('');
    expect(stderr).toContain(`zone ${GCP_TUTORIAL.zone} could not be reached: the list has a hole`);
  });
});
