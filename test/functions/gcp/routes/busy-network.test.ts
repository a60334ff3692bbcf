import { describe, expect, it } from 'vitest';
import { bootWorker, GCP_TUTORIAL, workerPodCidr } from '../../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync', force: true };
const NODES = 12;
const { network } = GCP_TUTORIAL;

const start = (networkOperations: 'refused' | 'failed') => startGcpTestbed({ variants: { networkOperations } });

function boot({ gce: { backend } }: GcpTestbed, nodes: number): void {
  for (let i = 0; i < nodes; i += 1) bootWorker(backend, i);
}

/** Eight writes are under way at once, and seven of them in the way of the first. Then each waits for its turn. */
const CALLS = NODES + 2 * 7;

describe.each(['refused', 'failed'] as const)('a network that takes one change at a time, the others %s', (how) => {
  it('gets all its routes, for few calls more than there are nodes', async () => {
    await using bench = await start(how);
    boot(bench, NODES);
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ created: NODES, failed: 0 });
    expect(Object.keys(bench.routes())).toHaveLength(NODES);
    expect(bench.gce.calls.count('routes.insert')).toBeLessThanOrEqual(CALLS);
  });

  it('loses them as well, each read again right before', async () => {
    await using bench = await start(how);
    boot(bench, NODES);
    await bench.invokeManually(RESYNC);
    for (let i = 0; i < NODES; i += 1) bench.gce.backend.deleteInstance(`worker-${i}`);
    bench.eventarc.takeAll();
    bench.gce.calls.reset();
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ deleted: NODES, failed: 0 });
    expect(bench.routes()).toEqual({});
    expect(bench.gce.calls.count('routes.delete')).toBeLessThanOrEqual(CALLS);
  });

  it('has them replaced, and none stays away', async () => {
    await using bench = await start(how);
    boot(bench, NODES);
    for (let i = 0; i < NODES; i += 1) {
      const name = `kubernetes-route-${workerPodCidr(i).replaceAll(/[./]/g, '-')}`;
      bench.gce.backend.addRoute({ name, network, destRange: workerPodCidr(i), nextHopIp: '10.240.0.250' });
    }
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ replaced: NODES, failed: 0 });
    expect(Object.values(bench.routes())).not.toContain('10.240.0.250');
    expect(Object.keys(bench.routes())).toHaveLength(NODES);
  });

  it('that somebody else keeps busy is given up in the end, to be tried again with the next delivery', async () => {
    await using bench = await start(how);
    boot(bench, 1);
    bench.gce.operations.hangNext('routes.insert');
    const route = { name: 'theirs', network: `global/networks/${network}`, destRange: '192.168.7.0/24' };
    const body = JSON.stringify({ ...route, nextHopIp: '10.240.0.9' });
    const path = `/compute/v1/projects/${GCP_TUTORIAL.project}/global/routes`;
    expect((await fetch(bench.gce.url + path, { method: 'POST', body })).status).toBe(200);
    await bench.deliver();
    expect([bench.eventarc.length, bench.routes()]).toEqual([1, {}]);
    // The first try and, in its turn, as many as any call gets.
    expect(bench.gce.calls.count('routes.insert')).toBe(1 + 1 + 6);
  });
});
