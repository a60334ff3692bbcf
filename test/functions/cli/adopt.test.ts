import { describe, expect, it, vi } from 'vitest';
import { bootWorker, createTutorialNetwork, startLocalEc2, seedTutorialCluster } from '../../../infra/local/aws.ts';
import {
  bootWorker as bootGcpWorker,
  GCP_TUTORIAL,
  type GceVariants,
  workerPodCidr,
  workerRouteName,
} from '../../../infra/local/gcp.ts';
import { adopt } from '../../../shared/reconcile/adopt.ts';
import { cidr } from '../../support/builders/network.ts';
import { awsEnv, gcpEnv, runCli } from '../../support/cli/run-cli.ts';
import { expectSchema } from '../../support/schemas.ts';
import { type GcpTestbed, startGcpTestbed } from '../../support/testbed/gcp.ts';

const { network } = GCP_TUTORIAL;
const CLUSTER = { name: network, cidrs: [cidr('10.200.0.0/16')] };
const NODE = '10.240.0.20';
const NAME = workerRouteName(0);
const WRITES = ['routes.insert', 'routes.delete'];

type RouteSpec = Parameters<GcpTestbed['gce']['backend']['addRoute']>[0];

function addRoute({ gce }: GcpTestbed, spec: Partial<RouteSpec> & { readonly name: string }): void {
  gce.backend.addRoute({ network, destRange: workerPodCidr(0), nextHopIp: NODE, ...spec });
}

/** Worker 0 with a route that Terraform made. */
async function withForeignRoute(
  spec: Partial<RouteSpec> = {},
  variants: Partial<GceVariants> = {},
): Promise<GcpTestbed> {
  const bench = await startGcpTestbed({ retries: 0, variants });
  bootGcpWorker(bench.gce.backend, 0);
  bench.eventarc.takeAll();
  addRoute(bench, { name: 'tf-right', ...spec });
  return bench;
}

/** Calls `listener` at every API call, with its number. */
function onCalls({ gce: { calls } }: GcpTestbed, listener: (count: number, action: string) => void): void {
  const record = calls.record.bind(calls);
  let count = 0;
  vi.spyOn(calls, 'record').mockImplementation((call) => {
    record(call);
    count += 1;
    listener(count, call.action);
  });
}

const actionsOf = ({ gce }: GcpTestbed) => gce.calls.all.map(({ action }) => action);
const writesOf = (bench: GcpTestbed) => actionsOf(bench).filter((action) => WRITES.includes(action));
const run = ({ gce }: GcpTestbed, ...argv: string[]) => runCli(['adopt', ...argv], { env: gcpEnv(gce) });

describe('adopt on GCP', () => {
  it('shows what it would do with --dry-run, and does nothing', async () => {
    await using bench = await withForeignRoute();
    const { code, stdout } = await run(bench, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+ 10\.200\.0\.0\/24 {2}-> 10\.240\.0\.20 \(worker-0\) {2}in \S+ {2}\(adopted\)$/m);
    expect(stdout).toMatch(/^- 10\.200\.0\.0\/24 {2}10\.240\.0\.20 \(worker-0\) -> +in \S+ {2}\(adopted: tf-right\)$/m);
    expect(writesOf(bench)).toEqual([]);
  });

  it('puts ours beside theirs, with its priority, and then takes theirs away: at no call is there none', async () => {
    await using bench = await withForeignRoute({ priority: 900 });
    const seen: number[] = [];
    onCalls(bench, () => seen.push(Object.keys(bench.routes()).length));
    const { code, stdout } = await run(bench, '-o', 'json');
    expect(code).toBe(0);
    const report: unknown = JSON.parse(stdout);
    await expectSchema('report', report);
    expect(report).toMatchObject({
      changes: [
        { action: 'create', status: 'done', reason: 'adopted', name: 'worker-0' },
        { action: 'delete', status: 'done', reason: 'adopted', route: 'tf-right' },
      ],
    });
    expect(bench.routes()).toEqual({ [NAME]: NODE });
    expect(bench.gce.backend.route(NAME)?.priority).toBe(900);
    expect(Math.min(...seen)).toBe(1);
    expect(Math.max(...seen)).toBe(2);
    expect(writesOf(bench)).toEqual(WRITES);
    expect(actionsOf(bench).slice(-4)).toContain('routes.get');
    expect(await bench.invokeManually({ action: 'resync' })).toMatchObject({ changes: [], summary: { unchanged: 1 } });
    expect(await run(bench)).toMatchObject({ code: 0, stdout: 'Nothing to change: 1 unchanged, 0 conflicts.\n' });
  });

  it('prints the plan and then the result', async () => {
    await using bench = await withForeignRoute();
    const { stdout } = await run(bench);
    expect(stdout).toMatch(
      /1 to create, 0 to replace, 1 to delete; 1 unchanged, 0 conflicts\.\n1 created, 0 replaced, 1 deleted/,
    );
  });

  it.each([
    [
      'by an instance',
      (bench: GcpTestbed) => ({ nextHopInstance: bench.gce.backend.instance('worker-0').path, nextHopIp: '' }),
    ],
    ['under our first name', () => ({ name: NAME, description: 'podroutes cluster=old node=x instance=1' })],
  ])('takes over a route %s', async (_, spec) => {
    await using bench = await withForeignRoute({ destRange: '10.200.9.0/24', nextHopIp: '10.240.0.99' });
    addRoute(bench, { name: 'theirs', ...spec(bench) });
    expect((await adopt(bench.cloud, CLUSTER)).summary).toMatchObject({ created: 1, deleted: 1, failed: 0 });
    const routes = bench.routes();
    expect(Object.values(routes).toSorted()).toEqual(['10.240.0.20', '10.240.0.99']);
    expect(Object.keys(routes).filter((name) => name.startsWith('kubernetes-route-'))).toHaveLength(1);
    expect(await bench.invokeManually({ action: 'resync' })).toMatchObject({ changes: [], conflicts: [] });
  });

  it('takes both away where two of them do the same, and makes ours once', async () => {
    await using bench = await withForeignRoute();
    addRoute(bench, { name: 'a-second' });
    expect((await adopt(bench.cloud, CLUSTER)).summary).toMatchObject({ created: 1, deleted: 2 });
    expect(bench.routes()).toEqual({ [NAME]: NODE });
  });

  it.each([
    ['leads elsewhere', (bench: GcpTestbed) => addRoute(bench, { name: 'wrong', nextHopIp: '10.240.0.99' })],
    ['is for some instances only', (bench: GcpTestbed) => addRoute(bench, { name: 'tagged', tags: ['some'] })],
  ])('leaves all of a range where another route %s', async (_, spoil) => {
    await using bench = await withForeignRoute();
    spoil(bench);
    const report = await adopt(bench.cloud, CLUSTER);
    expect(report).toMatchObject({ changes: [], conflicts: [{ destination: '10.200.0.0/24' }] });
    expect(report.errors).toMatchObject([
      { error: expect.stringMatching(/tf-right is left: 10\.200\.0\.0\/24 is contested/) },
    ]);
    expect(writesOf(bench)).toEqual([]);
    expect(await run(bench)).toMatchObject({ code: 1 });
  });

  it('leaves the route of a node that is stopped, and says so', async () => {
    await using bench = await withForeignRoute();
    bench.gce.backend.stop('worker-0');
    const { code, stdout } = await run(bench);
    expect(code).toBe(1);
    expect(stdout).toMatch(/tf-right is left: its node is stopped/);
    expect(writesOf(bench)).toEqual([]);
  });

  it('leaves theirs where Compute Engine takes no route beside it, and says so', async () => {
    await using bench = await withForeignRoute({}, { equalRoutes: 'refused' });
    const { code, stdout } = await run(bench);
    expect(code).toBe(1);
    expect(stdout).toMatch(/could not create 10\.200\.0\.0\/24: .*has this range and priority/);
    expect(bench.routes()).toEqual({ 'tf-right': NODE });
    expect(writesOf(bench)).toEqual(['routes.insert']);
  });

  it('takes nothing over while zones cannot be reached', async () => {
    await using bench = await withForeignRoute();
    bench.gce.unreachableZones.add('us-west1-a');
    const { code, stdout } = await run(bench, '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [],
      interrupted: expect.stringMatching(/listing is incomplete/),
    });
    expect(writesOf(bench)).toEqual([]);
  });

  it.each([
    [
      'theirs leads elsewhere by then',
      ({ gce: { backend } }: GcpTestbed) => {
        backend.deleteRoute('tf-right');
        backend.addRoute({ name: 'tf-right', network, destRange: '10.200.0.0/24', nextHopIp: '10.240.0.99' });
      },
      { 'tf-right': '10.240.0.99', [NAME]: NODE },
    ],
    ['ours is gone by then', ({ gce: { backend } }: GcpTestbed) => backend.deleteRoute(NAME), { 'tf-right': NODE }],
  ])('leaves theirs when %s', async (_, meddle, left) => {
    await using bench = await withForeignRoute();
    onCalls(bench, (_count, action) => {
      if (action === 'globalOperations.wait' && bench.gce.backend.route(NAME) !== undefined) meddle(bench);
    });
    const report = await adopt(bench.cloud, CLUSTER);
    expect(report.changes).toMatchObject([
      { status: 'done' },
      { status: 'failed', error: expect.stringMatching(/tf-right is left/) },
    ]);
    expect(bench.routes()).toEqual(left);
  });

  it('ends as if nothing had happened, whatever call it dies at, and never leaves the node without a route', async () => {
    let callCount = 1;
    for (let death = 1; death <= callCount; death += 1) {
      await using bench = await withForeignRoute();
      const actions = ['instances.aggregatedList', 'routes.list', 'routes.get', 'globalOperations.wait', ...WRITES];
      let smallest = Number.POSITIVE_INFINITY;
      let isFirstRun = true;
      onCalls(bench, (count) => {
        smallest = Math.min(smallest, Object.keys(bench.routes()).length);
        if (!isFirstRun) return;
        callCount = Math.max(callCount, count);
        if (count !== death) return;
        for (const action of actions) bench.gce.faults.failAlways(action, { code: 'cut', dropConnection: true });
      });
      await adopt(bench.cloud, CLUSTER).catch(() => undefined);
      isFirstRun = false;
      for (const action of actions) bench.gce.faults.stopFailing(action);
      bench.gce.settle();
      await adopt(bench.cloud, CLUSTER);
      expect({ death, routes: bench.routes(), smallest }).toEqual({ death, routes: { [NAME]: NODE }, smallest: 1 });
    }
    expect(callCount).toBeGreaterThan(7);
  });
});

describe('adopt on AWS', () => {
  it('has nothing to do and says why', async () => {
    const ec2 = await startLocalEc2();
    seedTutorialCluster(ec2.backend);
    await runCli(['resync'], { env: awsEnv(ec2) });
    const { code, stdout, stderr } = await runCli(['adopt'], { env: awsEnv(ec2) });
    await ec2.close();
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Nothing to change: 3 unchanged, 0 conflicts.\n' });
    expect(stderr).toMatch(
      /nothing is to be taken over on AWS: a route to an instance that CreateRoute made is podroutes’ already/,
    );
  });

  it('leaves what a Route Server advertises', async () => {
    const ec2 = await startLocalEc2();
    const seeded = createTutorialNetwork(ec2.backend);
    const { id: instanceId } = bootWorker(ec2.backend, seeded, 0, '10.240.0.20');
    ec2.settle();
    const isItsOwn = ({ attachment }: { attachment: { instanceId: string } | undefined }) =>
      attachment?.instanceId === instanceId;
    const interfaceId = [...ec2.backend.state.interfaces.values()].find(isItsOwn)?.id ?? '';
    ec2.backend.addForeignRoute(seeded.routeTableId, {
      destination: '10.200.0.0/24',
      target: { interfaceId, instanceId, ownerId: '123456789012' },
      origin: 'Advertisement',
    });
    const before = ec2.calls.count('CreateRoute');
    const { code, stdout } = await runCli(['adopt'], { env: awsEnv(ec2) });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Nothing to change: 1 unchanged, 0 conflicts.\n' });
    expect(ec2.calls.count('CreateRoute') + ec2.calls.count('DeleteRoute')).toBe(before);
    await ec2.close();
  });
});
