import { describe, expect, it } from 'vitest';
import { bootWorker, GCP_TUTORIAL, workerRouteName } from '../../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync' };
const AUDIT = { 'content-type': 'application/json', 'ce-type': 'google.cloud.audit.log.v1.written' };
const PUBSUB = { ...AUDIT, 'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished' };
const ROUTE = { [workerRouteName(0)]: '10.240.0.20' };

const published = (content: unknown) => ({
  message: { data: Buffer.from(JSON.stringify(content)).toString('base64'), messageId: '1' },
});

function entry(instance: unknown, method: string, labels: object = { project_id: GCP_TUTORIAL.project }) {
  return {
    protoPayload: { serviceName: 'compute.googleapis.com', methodName: method },
    resource: { labels: { instance_id: instance, ...labels } },
    operation: { first: true, last: true },
    timestamp: new Date().toISOString(),
  };
}

/** One node with its route, and nothing said or called since. */
async function withNode(): Promise<GcpTestbed & { node: string }> {
  const testbed = await startGcpTestbed();
  const node = bootWorker(testbed.gce.backend, 0).id;
  await testbed.deliver();
  testbed.lines.length = 0;
  testbed.gce.calls.reset();
  return Object.assign(testbed, { node });
}

describe('an entry of another project', () => {
  it.each(['v1.compute.instances.delete', 'v1.compute.instances.insert'])('%s wakes nobody', async (method) => {
    await using bench = await withNode();
    for (const instance of [bench.node, '12345']) {
      const foreign = entry(instance, method, { project_id: 'another-project' });
      expect((await bench.post(foreign, AUDIT)).status).toBe(200);
      expect((await bench.post(published(foreign), PUBSUB)).status).toBe(200);
    }
    expect(bench.gce.calls.count()).toBe(0);
    expect(bench.routes()).toEqual(ROUTE);
    expect(bench.lines.map(({ why }) => why)).toEqual(Array(4).fill('an entry of another project'));
  });
});

describe('a forged entry', () => {
  it.each([
    ['an id that is none', entry('1 OR 1=1', 'v1.compute.instances.delete')],
    ['an id that is a number', entry(12345, 'v1.compute.instances.delete')],
    ['a line of a log', entry('1\n{"severity":"ERROR","message":"fire"}', 'v1.compute.instances.delete')],
    ['a project that is none', entry('1', 'v1.compute.instances.delete', { project_id: {} })],
    ['no time', { ...entry('1', 'v1.compute.instances.delete'), timestamp: 'yesterday' }],
    ['nothing', null],
  ])('that holds %s is acknowledged and dropped without a call', async (_, forged) => {
    await using bench = await withNode();
    expect((await bench.post(forged, AUDIT)).status).toBe(200);
    expect(bench.gce.calls.count()).toBe(0);
    expect(bench.lines).toMatchObject([{ severity: 'WARNING', message: 'event malformed' }]);
    expect(JSON.stringify(bench.lines)).not.toMatch(/fire|OR 1=1|yesterday/);
  });

  it('that ends a living node, from whoever may call us: the next resync has the route back', async () => {
    await using bench = await withNode();
    await bench.post(entry(bench.node, 'v1.compute.instances.delete'), AUDIT);
    expect(bench.routes()).toEqual({});
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual(ROUTE);
  });

  it('about nobody is delivered again alone: the events beside it are done', async () => {
    await using bench = await withNode();
    const poison = bench.post(entry('12345', 'v1.compute.instances.insert'), AUDIT);
    const good = Array.from({ length: 5 }, () => bench.post(entry(bench.node, 'v1.compute.instances.insert'), AUDIT));
    expect((await Promise.all(good)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect((await poison).status).toBe(503);
    expect(bench.lines.filter(({ message }) => message === 'reconciled')).toHaveLength(1);
  });

  it('replayed writes nothing', async () => {
    await using bench = await withNode();
    const again = entry(bench.node, 'v1.compute.instances.insert');
    await Promise.all(Array.from({ length: 20 }, () => bench.post(again, AUDIT)));
    expect(bench.gce.calls.all.filter(({ action }) => /insert|delete/.test(action))).toEqual([]);
  });
});

describe('a manual payload', () => {
  it.each([{ action: 'resync', project: 'another' }, { action: 'resync', force: 'yes' }, { action: 'delete' }])(
    'with anything else in it is refused: %j',
    async (payload) => {
      await using bench = await withNode();
      expect(await bench.post(payload)).toMatchObject({ status: 400 });
      expect(bench.gce.calls.count()).toBe(0);
    },
  );

  it('out of Pub/Sub may resync, but not by force', async () => {
    await using bench = await withNode();
    await bench.post(published({ action: 'resync', force: true }), PUBSUB);
    expect(bench.gce.calls.count()).toBe(0);
    expect(bench.lines).toMatchObject([{ why: 'force is taken from nobody but a caller of the function' }]);
    await bench.post(published(RESYNC), PUBSUB);
    expect(bench.lines.at(-1)).toMatchObject({ message: 'reconciled', scope: 'resync' });
  });
});
