import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { INSTANCE_FIELDS, ROUTE_FIELDS } from '../../../../shared/gcp/api/field-mask.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync' };

function boot({ gce }: GcpTestbed, i: number, metadata: Record<string, string> = {}): void {
  const node = { name: `worker-${i}`, zone: GCP_TUTORIAL.zone, subnet: GCP_TUTORIAL.subnet, canIpForward: true };
  const range = `10.200.${i}.0/24`;
  gce.backend.createInstance({ ...node, ip: `10.240.0.${20 + i}`, metadata: { 'pod-cidr': range, ...metadata } });
}

/** The field masks that lists were asked for with while `work` went on. */
async function masksOf(work: () => Promise<unknown>): Promise<unknown[]> {
  const masks: unknown[] = [];
  const listener = (message: unknown) => {
    const request: unknown = Reflect.get(Object(message), 'request');
    if (!(request instanceof IncomingMessage) || request.method !== 'GET') return;
    if (!/\/(aggregated\/instances|routes)\?/.test(request.url ?? '')) return;
    masks.push(request.headers['x-goog-fieldmask']);
  };
  subscribe('http.server.request.start', listener);
  await work().finally(() => unsubscribe('http.server.request.start', listener));
  return masks;
}

describe('listings', () => {
  it('ask for some fields only, and a refusal of that costs size and nothing else', async () => {
    await using bench = await startGcpTestbed();
    for (let i = 0; i < 3; i += 1) boot(bench, i);
    expect(await masksOf(() => bench.invokeManually(RESYNC))).toEqual([INSTANCE_FIELDS, ROUTE_FIELDS]);
    bench.gce.faults.failNext('instances.aggregatedList', { code: 'invalidParameter', status: 400 });
    bench.gce.faults.failNext('routes.list', { code: 'invalidParameter', status: 400 });
    const masks = await masksOf(async () => {
      expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], summary: { unchanged: 3 } });
    });
    expect(masks).toEqual([INSTANCE_FIELDS, undefined, ROUTE_FIELDS, undefined]);
  });

  it('that may not be made at all are not made twice', async () => {
    await using bench = await startGcpTestbed();
    boot(bench, 0);
    bench.gce.faults.failNext('instances.aggregatedList', { code: 'forbidden', status: 403 });
    await bench.deliver();
    expect(bench.gce.calls.count('instances.aggregatedList')).toBe(1);
  });

  it('show all pages and all gaps through the mask', async () => {
    await using bench = await startGcpTestbed({ maxPage: 2 });
    for (let i = 0; i < 5; i += 1) boot(bench, i);
    bench.gce.unreachableZones.add('us-west1-b');
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary.created).toBe(5);
    expect(report.partial).toEqual(['zone us-west1-b could not be reached']);
  });
});

describe('a reconcile whose time is over', () => {
  it('says what is left to whoever asked by hand', async () => {
    await using bench = await startGcpTestbed({ deadline: () => AbortSignal.abort() });
    boot(bench, 0);
    const report = await bench.invokeManually(RESYNC);
    expect(report).toMatchObject({ interrupted: 'stopped with 1 of 1 change not begun', summary: { created: 0 } });
  });

  it('has its event delivered again', async () => {
    const signals = [AbortSignal.abort()];
    const deadline = () => signals.shift() ?? new AbortController().signal;
    await using bench = await startGcpTestbed({ deadline });
    boot(bench, 0);
    await bench.deliver();
    expect(bench.eventarc.length).toBe(1);
    expect(bench.routes()).toEqual({});
    await bench.eventarc.drainAll(bench.url);
    expect(Object.values(bench.routes())).toEqual(['10.240.0.20']);
  });

  it('finishes a replacement that it has begun: the node is not left without its route', async () => {
    const stop = new AbortController();
    await using bench = await startGcpTestbed({ deadline: () => stop.signal });
    boot(bench, 0);
    const name = 'kubernetes-route-10-200-0-0-24';
    bench.gce.backend.addRoute({
      name,
      network: GCP_TUTORIAL.network,
      destRange: '10.200.0.0/24',
      nextHopIp: '10.240.0.99',
    });
    const record = bench.gce.calls.record.bind(bench.gce.calls);
    bench.gce.calls.record = (call) => {
      record(call);
      if (call.action === 'routes.delete') stop.abort();
    };
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(bench.routes()).toEqual({ [name]: '10.240.0.20' });
  });
});
