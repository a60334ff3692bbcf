import { describe, expect, it } from 'vitest';
import { bootController, bootWorker, GCP_TUTORIAL, workerRouteName } from '../../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync' };
const writes = (testbed: GcpTestbed) =>
  testbed.gce.calls.all.map(({ action }) => action).filter((action) => /^routes\.(insert|delete)$/.test(action));
const reconciles = (testbed: GcpTestbed) => testbed.lines.filter(({ message }) => message === 'reconciled');

describe('the life of a node on GCP', () => {
  it('insert: the first entry is harmless, the last provisions, once', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0, 'gradually');
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    bench.gce.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({ [workerRouteName(0)]: '10.240.0.20' });
    expect(writes(bench)).toEqual(['routes.insert']);
  });

  it('both entries together, twice: one write', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    const stop = bench.gce.onEvent((entry) => bench.eventarc.send(entry));
    bootWorker(bench.gce.backend, 1);
    stop();
    await bench.deliver();
    expect(writes(bench)).toEqual(['routes.insert', 'routes.insert']);
    expect(Object.keys(bench.routes())).toHaveLength(2);
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], summary: { unchanged: 2 } });
  });

  it('a failed insert or delete is harmless', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    bench.gce.calls.reset();
    const status = { code: 8, message: 'ZONE_RESOURCE_POOL_EXHAUSTED' };
    for (const method of ['insert', 'delete']) {
      const instance = bench.gce.backend.instance('worker-0').id;
      const answer = await bench.post(entryOf(method, instance, { status }), cloudEventHeaders);
      expect(answer.status).toBe(200);
      const refused = entryOf(method, '', { status: { code: 7, message: 'PERMISSION_DENIED' } });
      expect((await bench.post(refused, cloudEventHeaders)).status).toBe(200);
    }
    expect(bench.gce.calls.count()).toBe(0);
    expect(bench.lines).not.toContainEqual(expect.objectContaining({ severity: 'WARNING' }));
    expect(Object.keys(bench.routes())).toHaveLength(1);
  });

  it('delete: the route goes, the last worker’s too', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    bench.gce.backend.deleteInstance('worker-0');
    await bench.deliver();
    expect(bench.routes()).toEqual({});
  });

  it('the event says deleted, the listing still shows it: the event is believed', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    const { id } = bench.gce.backend.instance('worker-0');
    await bench.post(entryOf('delete', id), cloudEventHeaders);
    expect(bench.routes()).toEqual({});
  });

  it('re-created under its name: the late delete leaves the new one’s route', async () => {
    await using bench = await startGcpTestbed();
    const old = bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    bench.gce.backend.deleteInstance('worker-0');
    bench.eventarc.takeAll();
    const successor = bootWorker(bench.gce.backend, 0);
    expect(successor.id).not.toBe(old.id);
    await bench.deliver();
    bench.gce.calls.reset();
    await bench.post(entryOf('delete', old.id), cloudEventHeaders);
    expect(bench.routes()).toEqual({ [workerRouteName(0)]: '10.240.0.20' });
    expect(writes(bench)).toEqual([]);
  });

  it('preempted and stopped: the route is kept, without a write', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    bench.gce.calls.reset();
    bench.gce.backend.preempt('worker-0');
    await bench.deliver();
    bench.gce.backend.start('worker-0');
    await bench.deliver();
    expect(writes(bench)).toEqual([]);
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [] });
    expect(bench.routes()).toEqual({ [workerRouteName(0)]: '10.240.0.20' });
  });

  it('preempted and deleted: the route goes with the event', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    bench.gce.backend.preempt('worker-0', 'delete');
    await bench.deliver();
    expect(bench.routes()).toEqual({});
  });

  it('a regional bulkInsert that tells of no instance: all of them get their routes', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    bootWorker(bench.gce.backend, 1);
    bench.eventarc.takeAll();
    const ended = entryOf('bulkInsert', '', { methodName: 'v1.compute.regionInstances.bulkInsert' });
    expect((await bench.post(ended, cloudEventHeaders)).status).toBe(200);
    expect(Object.keys(bench.routes())).toEqual([workerRouteName(0), workerRouteName(1)]);
  });

  it('bulkInsert of 100: a few reconciles, all routes', async () => {
    await using bench = await startGcpTestbed();
    for (let i = 0; i < 100; i += 1) {
      const node = {
        name: `n-${i}`,
        zone: GCP_TUTORIAL.zone,
        ip: `10.240.0.${100 + i}`,
        metadata: { 'pod-cidr': `10.200.${i}.0/24` },
      };
      bench.gce.backend.createInstance({ ...node, subnet: GCP_TUTORIAL.subnet, canIpForward: true });
    }
    await bench.deliver();
    expect(Object.keys(bench.routes())).toHaveLength(100);
    expect(reconciles(bench).length).toBeLessThanOrEqual(5);
  });

  it('an insert that the listing does not show yet is looked at again and then retried by Eventarc', async () => {
    await using bench = await startGcpTestbed();
    const { status } = await bench.post(entryOf('insert', '12345678901234567890'), cloudEventHeaders);
    expect(status).toBe(503);
    expect(bench.gce.calls.count('instances.aggregatedList')).toBe(3);
    const old = entryOf('insert', '12345678901234567890', {}, '2020-01-01T00:00:00Z');
    expect((await bench.post(old, cloudEventHeaders)).status).toBe(200);
  });

  it('a launch is not held up by a brake that has nothing to do with it', async () => {
    await using bench = await startGcpTestbed();
    for (let i = 100; i < 112; i += 1) {
      const name = `kubernetes-route-10-200-${i}-0-24`;
      bench.gce.backend.addRoute({
        name,
        network: GCP_TUTORIAL.network,
        destRange: `10.200.${i}.0/24`,
        nextHopIp: '10.240.0.97',
      });
    }
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    expect(bench.routes()).toHaveProperty(workerRouteName(0), '10.240.0.20');
    expect(Object.keys(bench.routes())).toHaveLength(13);
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'resync stopped' }));
  });

  it('controllers are skipped silently, rubbish with a reason', async () => {
    await using bench = await startGcpTestbed();
    bootController(bench.gce.backend, 0);
    const spec = { zone: GCP_TUTORIAL.zone, subnet: GCP_TUTORIAL.subnet, canIpForward: true };
    const bad = bench.gce.backend.createInstance({ ...spec, name: 'bad', metadata: { 'pod-cidr': 'banana' } });
    bootWorker(bench.gce.backend, 1);
    const report = await bench.invokeManually(RESYNC);
    expect(report.skipped).toMatchObject([
      { node: bad.id, reason: expect.stringMatching(/^bad: pod CIDR "banana" refused/) },
    ]);
    expect(Object.keys(bench.routes())).toEqual([workerRouteName(1)]);
  });

  it('the pod CIDR is found by its key, never by its place', async () => {
    await using bench = await startGcpTestbed();
    const metadata = [
      { key: 'startup-script', value: '10.200.66.0/24' },
      { key: 'pod-cidr', value: '10.200.5.0/24' },
      { key: 'zzz', value: '10.200.67.0/24' },
    ];
    bench.gce.backend.createInstance({
      name: 'w',
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      canIpForward: true,
      ip: '10.240.0.50',
      metadata,
    });
    await bench.deliver();
    expect(bench.routes()).toEqual({ 'kubernetes-route-10-200-5-0-24': '10.240.0.50' });
  });

  it('canIpForward off: the route is made, the node is reported', async () => {
    await using bench = await startGcpTestbed();
    const node = {
      name: 'w',
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      ip: '10.240.0.50',
      metadata: { 'pod-cidr': '10.200.5.0/24' },
    };
    const { id } = bench.gce.backend.createInstance(node);
    const report = await bench.invokeManually(RESYNC);
    expect(report.warnings).toMatchObject([{ node: id, reason: expect.stringContaining('canIpForward is off') }]);
    expect(report.summary.created).toBe(1);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ severity: 'WARNING', message: 'node cannot forward' }),
    );
  });
});

const cloudEventHeaders = {
  'content-type': 'application/json',
  'ce-type': 'google.cloud.audit.log.v1.written',
  'ce-specversion': '1.0',
};

function entryOf(method: string, instance: string, payload: object = {}, timestamp = new Date().toISOString()) {
  return {
    protoPayload: { serviceName: 'compute.googleapis.com', methodName: `v1.compute.instances.${method}`, ...payload },
    resource: {
      type: 'gce_instance',
      labels: { instance_id: instance, project_id: GCP_TUTORIAL.project, zone: GCP_TUTORIAL.zone },
    },
    operation: { id: 'operation-1', last: true },
    timestamp,
  };
}
