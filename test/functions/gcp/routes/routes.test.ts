import { describe, expect, it } from 'vitest';
import { bootWorker, GCP_TUTORIAL, workerRouteName } from '../../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync' };
const ROUTE_0 = workerRouteName(0);
const writes = (testbed: GcpTestbed) =>
  testbed.gce.calls.all.map(({ action }) => action).filter((action) => /^routes\.(insert|delete)$/.test(action));
const ownershipMarker = (instance: string, cluster: string = GCP_TUTORIAL.network) =>
  `podroutes cluster=${cluster} node=x instance=${instance}`;

async function withWorkers(count: number, options: Parameters<typeof startGcpTestbed>[0] = {}): Promise<GcpTestbed> {
  const testbed = await startGcpTestbed(options);
  for (let i = 0; i < count; i += 1) bootWorker(testbed.gce.backend, i);
  testbed.eventarc.takeAll();
  return testbed;
}

/** A route of worker 0 that we made, and that leads to another address. */
function addMisplacedRoute({ gce: { backend } }: GcpTestbed): void {
  const description = ownershipMarker(backend.instance('worker-0').id);
  backend.addRoute({
    name: ROUTE_0,
    network: GCP_TUTORIAL.network,
    destRange: '10.200.0.0/24',
    nextHopIp: '10.240.0.99',
    description,
  });
}

describe('ownership on GCP', () => {
  it('a route made by the tutorial’s own command is adopted, not duplicated', async () => {
    await using bench = await withWorkers(2);
    bench.gce.backend.addRoute({
      name: ROUTE_0,
      network: GCP_TUTORIAL.network,
      destRange: '10.200.0.0/24',
      nextHopIp: '10.240.0.20',
    });
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ created: 1, unchanged: 1 });
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20', [workerRouteName(1)]: '10.240.0.21' });
  });

  it('an adopted route that leads to nobody goes', async () => {
    await using bench = await withWorkers(1);
    bench.gce.backend.addRoute({
      name: workerRouteName(7),
      network: GCP_TUTORIAL.network,
      destRange: '10.200.7.0/24',
      nextHopIp: '10.240.0.77',
    });
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20' });
  });

  it('other people’s routes inside the range stay, and are conflicts when claimed', async () => {
    await using bench = await withWorkers(2);
    const { backend } = bench.gce;
    backend.addRoute({
      name: 'vpn',
      network: GCP_TUTORIAL.network,
      destRange: '10.200.0.0/24',
      nextHopIp: '10.240.0.99',
      description: 'k8s-node-route',
    });
    backend.addRoute({
      name: 'spare',
      network: GCP_TUTORIAL.network,
      destRange: '10.200.9.0/24',
      nextHopIp: '10.240.0.98',
    });
    const report = await bench.invokeManually(RESYNC);
    expect(report.conflicts).toMatchObject([
      { destination: '10.200.0.0/24', reason: expect.stringContaining('route vpn') },
    ]);
    expect(bench.routes()).toEqual({ vpn: '10.240.0.99', spare: '10.240.0.98', [workerRouteName(1)]: '10.240.0.21' });
  });

  it('clusters prod and prod-eu in one project do not see each other’s routes', async () => {
    await using bench = await withWorkers(1, { settings: { CLUSTER_NAME: 'prod', NETWORK: GCP_TUTORIAL.network } });
    const theirs = {
      network: GCP_TUTORIAL.network,
      nextHopIp: '10.240.0.77',
      description: ownershipMarker('1', 'prod-eu'),
    };
    bench.gce.backend.addRoute({ ...theirs, name: workerRouteName(5), destRange: '10.200.5.0/24' });
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20', [workerRouteName(5)]: '10.240.0.77' });
  });

  it('two networks with one pod CIDR: the clash of names costs a second name, nothing is deleted', async () => {
    await using bench = await withWorkers(1);
    const { backend } = bench.gce;
    backend.createNetwork('other');
    backend.createSubnet({ name: 'other', network: 'other', region: GCP_TUTORIAL.region, range: '10.240.0.0/24' });
    backend.addRoute({
      name: ROUTE_0,
      network: 'other',
      destRange: '10.200.0.0/24',
      nextHopIp: '10.240.0.20',
      description: ownershipMarker('1', 'other'),
    });
    const report = await bench.invokeManually(RESYNC);
    expect(report).toMatchObject({ conflicts: [], summary: { created: 1, failed: 0 } });
    expect(writes(bench)).toEqual(['routes.insert', 'routes.insert']);
    expect(Object.values(bench.routes())).toEqual(['10.240.0.20']);
    expect(backend.routesOf('other').some(({ path }) => path.endsWith(ROUTE_0))).toBe(true);
  });

  it('IPv6 routes get legal names of their own', async () => {
    await using bench = await startGcpTestbed();
    bench.gce.backend.createSubnet({
      name: 'six',
      network: GCP_TUTORIAL.network,
      region: GCP_TUTORIAL.region,
      range: '10.241.0.0/24',
      ipv6Range: 'fd20:0:0:1::/64',
    });
    const node = {
      zone: GCP_TUTORIAL.zone,
      subnet: 'six',
      canIpForward: true,
      ip: '10.241.0.5',
      ipv6: 'fd20:0:0:1::5',
    };
    bench.gce.backend.createInstance({ ...node, name: 'w', metadata: { 'pod-cidr': '10.200.1.0/24,fd00:10::/64' } });
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ created: 2, failed: 0 });
    expect(bench.routes()).toEqual({
      'kubernetes-route-10-200-1-0-24': '10.241.0.5',
      'kubernetes-route-fd00-10---64': 'fd20:0:0:1::5',
    });
  });
});

describe('routes on GCP', () => {
  it('409 with the same next hop is fine', async () => {
    await using bench = await withWorkers(1);
    bench.gce.backend.addRoute({
      name: ROUTE_0,
      network: GCP_TUTORIAL.network,
      destRange: '10.200.0.0/24',
      nextHopIp: '10.240.0.20',
    });
    bench.gce.staleReads('routes.list', 1);
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], conflicts: [], summary: { failed: 0 } });
    expect(writes(bench)).toEqual(['routes.insert']);
  });

  it('409 with another next hop, ours: replaced', async () => {
    await using bench = await withWorkers(1);
    addMisplacedRoute(bench);
    bench.gce.staleReads('routes.list', 1);
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20' });
  });

  it('operation.error after DONE is a failure, and what may pass is retried', async () => {
    await using bench = await withWorkers(1);
    bench.gce.operations.failNext('routes.insert', { code: 'QUOTA_EXCEEDED', message: 'Quota exceeded' });
    const report = await bench.invokeManually(RESYNC);
    expect(report.changes).toMatchObject([
      {
        status: 'failed',
        retryable: false,
        error: expect.stringMatching(/^QUOTA_EXCEEDED: routes.insert on .*static routes/),
      },
    ]);
    expect((await bench.invokeManually(RESYNC)).summary.created).toBe(1);
  });

  it('never DONE is a timeout that names the operation', async () => {
    await using bench = await withWorkers(1);
    bench.gce.operations.hangNext('routes.insert');
    const report = await bench.invokeManually(RESYNC);
    expect(report.changes).toMatchObject([
      { status: 'failed', retryable: true, error: expect.stringMatching(/operation operation-\S+ is not done/) },
    ]);
  });

  it('a wait that comes back early is repeated', async () => {
    await using bench = await withWorkers(1);
    bench.gce.operations.shortWaits(3);
    expect((await bench.invokeManually(RESYNC)).summary.created).toBe(1);
    expect(bench.gce.calls.count('globalOperations.wait')).toBe(4);
  });

  it('a lost answer does not insert twice: the retry is the same request', async () => {
    await using bench = await withWorkers(1);
    bench.gce.faults.failNext('routes.insert', { code: 'backendError', status: 503, when: 'after' });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ created: 1, failed: 0 });
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20' });
  });

  it('an address that serves another VM now: the owner is checked, not only the address', async () => {
    await using bench = await withWorkers(1);
    const { backend } = bench.gce;
    await bench.invokeManually(RESYNC);
    backend.deleteInstance('worker-0');
    backend.createInstance({ name: 'plain', zone: GCP_TUTORIAL.zone, subnet: GCP_TUTORIAL.subnet, ip: '10.240.0.20' });
    bench.eventarc.takeAll();
    const report = await bench.invokeManually(RESYNC);
    expect(report.changes).toMatchObject([{ action: 'delete', reason: 'target gone' }]);
    expect(bench.routes()).toEqual({});
  });

  it('a crash between delete and insert is healed by the next run', async () => {
    await using bench = await withWorkers(1);
    addMisplacedRoute(bench);
    bench.gce.faults.failNext('routes.insert', { code: 'invalid', status: 400 });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ failed: 1 });
    expect(bench.routes()).toEqual({});
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20' });
  });

  it('part of the zones unreachable: creations go on, nothing is deleted, the report says so', async () => {
    await using bench = await withWorkers(1);
    const { backend } = bench.gce;
    await bench.invokeManually(RESYNC);
    bootWorker(backend, 1);
    backend.createInstance({
      name: 'far',
      zone: 'us-west1-a',
      subnet: GCP_TUTORIAL.subnet,
      ip: '10.240.0.60',
      metadata: { 'pod-cidr': '10.200.60.0/24' },
    });
    await bench.invokeManually(RESYNC);
    backend.deleteInstance('worker-0');
    bootWorker(backend, 2);
    bench.eventarc.takeAll();
    bench.gce.unreachableZones.add('us-west1-a');
    const report = await bench.invokeManually(RESYNC);
    expect(report.partial).toEqual(['zone us-west1-a could not be reached']);
    expect(report.summary).toMatchObject({ created: 1, deleted: 0, replaced: 0 });
    expect(Object.keys(bench.routes()).toSorted()).toEqual(
      [ROUTE_0, workerRouteName(1), workerRouteName(2), workerRouteName(60)].toSorted(),
    );
    bench.gce.unreachableZones.clear();
    expect((await bench.invokeManually(RESYNC)).changes).toMatchObject([
      { action: 'delete', destination: '10.200.0.0/24' },
    ]);
  });

  it('a metadata key that is nearly the right one is told of', async () => {
    await using bench = await withWorkers(0);
    const node = { zone: GCP_TUTORIAL.zone, subnet: GCP_TUTORIAL.subnet, ip: '10.240.0.60' };
    bench.gce.backend.createInstance({ ...node, name: 'w', metadata: { podCIDR: '10.200.60.0/24' } });
    const reason = 'w: has the metadata key "podCIDR"; podroutes reads "pod-cidr"';
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], skipped: [{ reason }] });
  });

  it('part of the zones unreachable: an end is delivered again until its route is gone', async () => {
    await using bench = await withWorkers(1);
    await bench.invokeManually(RESYNC);
    bench.eventarc.takeAll();
    bench.gce.backend.deleteInstance('worker-0');
    bench.gce.unreachableZones.add('us-west1-a');
    await bench.deliver();
    expect(bench.eventarc.length).toBe(1);
    bench.gce.unreachableZones.clear();
    await bench.deliver();
    expect([bench.eventarc.length, bench.routes()]).toEqual([0, {}]);
  });

  it('drift: a route deleted by hand is back after the next event', async () => {
    await using bench = await withWorkers(2);
    await bench.invokeManually(RESYNC);
    bench.gce.backend.deleteRoute(ROUTE_0);
    bench.eventarc.takeAll();
    bootWorker(bench.gce.backend, 2);
    await bench.deliver();
    expect(Object.keys(bench.routes())).toHaveLength(3);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ message: 'create route 10.200.0.0/24 done', drift: true, severity: 'INFO' }),
    );
  });

  it('routes and instances come in pages', async () => {
    await using bench = await withWorkers(9, { maxPage: 2 });
    expect((await bench.invokeManually(RESYNC)).summary.created).toBe(9);
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ created: 0, unchanged: 9 });
  });
});

describe('when Compute Engine says no', () => {
  it('the inventory fails: zero writes, and Eventarc delivers again', async () => {
    await using bench = await startGcpTestbed({ retries: 1 });
    bootWorker(bench.gce.backend, 0);
    bench.gce.faults.failNext('instances.aggregatedList', { code: 'backendError', status: 503 }, 4);
    await bench.deliver();
    expect(writes(bench)).toEqual([]);
    expect(bench.eventarc.length).toBeGreaterThan(0);
    bench.gce.faults.clear();
    await bench.eventarc.drainAll(bench.url);
    expect(bench.routes()).toEqual({ [ROUTE_0]: '10.240.0.20' });
  });

  it('rate limits are waited out', async () => {
    await using bench = await withWorkers(3);
    bench.gce.faults.failNext('routes.insert', { code: 'rateLimitExceeded', status: 403 }, 3);
    bench.gce.faults.failNext('routes.list', { code: 'rateLimitExceeded', status: 429 }, 1);
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ created: 3, failed: 0 });
  });

  it.each([
    ['routes.insert', 'forbidden', 403, /grant compute.routes.create and compute.networks.updatePolicy/],
    ['routes.insert', 'quotaExceeded', 403, /static routes per network/],
    ['routes.insert', 'invalid', 400, /routes.insert on/],
  ])('%s: %s is permanent: reported, acknowledged, not retried', async (action, code, status, message) => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    bench.gce.faults.failNext(action, { code, status }, 50);
    await bench.deliver();
    expect(bench.eventarc.length).toBe(0);
    expect(bench.gce.calls.count(action)).toBe(1);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', error: expect.stringMatching(message) }),
    );
  });

  it('a network that does not exist is named', async () => {
    await using bench = await startGcpTestbed({ settings: { NETWORK: 'nowhere' } });
    const { body } = await bench.post({ action: 'plan' }, { ...eventHeaders });
    expect(JSON.stringify(body)).toMatch(/malformed|ignored/);
    const event = {
      protoPayload: { serviceName: 'compute.googleapis.com', methodName: 'v1.compute.instances.insert' },
      resource: { labels: { instance_id: '1' } },
      timestamp: new Date().toISOString(),
    };
    const answer = await bench.post(event, eventHeaders);
    expect(answer).toMatchObject({
      status: 200,
      body: { error: expect.stringMatching(/network nowhere of project .* does not exist.*NETWORK/) },
    });
  });
});

const eventHeaders = { 'content-type': 'application/json', 'ce-type': 'google.cloud.audit.log.v1.written' };
