import { describe, expect, it } from 'vitest';
import { RECONCILE_TIMEOUT } from '../../../../functions/gcp/handler.ts';
import {
  bootWorker,
  GCP_TUTORIAL,
  workerAddress,
  workerPodCidr,
  workerRouteName,
} from '../../../../infra/local/gcp.ts';
import { BROKEN_CONNECTIONS, VirtualClock } from '../../../../infra/local/simulation.ts';
import { startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { whileTimePasses } from '../../../support/testbed/pass-time.ts';

/** Milliseconds after which Cloud Run ends a request, of which two may have to wait for each other. */
const TIMEOUT = 540_000 / 2;

const CALLS = ['routes.list', 'instances.aggregatedList', 'routes.insert', 'globalOperations.wait'];

async function start() {
  const clock = new VirtualClock();
  const deadline = () => clock.timeout(RECONCILE_TIMEOUT);
  const end = () => clock.timeout(RECONCILE_TIMEOUT + 50_000);
  const bench = await startGcpTestbed({ clock, deadline, end, debounce: 0 });
  /** Delivers what waits, and fails when a request takes longer than it may. */
  const deliver = async () => void (await whileTimePasses(() => bench.deliver(), TIMEOUT, clock));
  return { bench, clock, deliver };
}

const ROUTES = { [workerRouteName(0)]: '10.240.0.20' };

const CASES = BROKEN_CONNECTIONS.flatMap((connection) => CALLS.map((action) => ({ connection, action })));

describe('a request whose calls of Compute Engine get no whole answer', () => {
  it.each(CASES)('ends in time, and the next delivery does its work: $connection $action', async (broken) => {
    const { connection, action } = broken;
    const { bench, deliver } = await start();
    await using _ = bench;
    bootWorker(bench.gce.backend, 0);
    bench.gce.faults.failAlways(action, { code: 'cut', connection });
    await deliver();
    expect(bench.gce.calls.count(action)).toBeGreaterThan(0);
    expect(bench.eventarc.length).toBe(1);
    expect(bench.lines).toContainEqual(expect.objectContaining({ severity: 'ERROR', retryable: true }));
    bench.gce.faults.stopFailing(action);
    bench.gce.settle();
    await deliver();
    expect(bench.eventarc.length).toBe(0);
    expect(bench.routes()).toEqual(ROUTES);
  });
});

describe('a request that finds the connections of the one before dead, as after a freeze,', () => {
  it('does its work in time', async () => {
    const { bench, deliver } = await start();
    await using _ = bench;
    for (const i of [0, 1, 2]) {
      bootWorker(bench.gce.backend, i);
      await deliver();
      expect(bench.eventarc.length).toBe(0);
      expect(Object.keys(bench.routes())).toHaveLength(i + 1);
      bench.gce.loseConnections();
    }
  });
});

describe.each(BROKEN_CONNECTIONS)('a resync of which a call is %s', (connection) => {
  const calls = ['routes.get', 'routes.delete', 'instances.get', 'instances.setMetadata', 'zoneOperations.wait'];

  it.each(calls)('ends in time, and the next one does its work: %s', async (action) => {
    const { bench, clock } = await start();
    await using _ = bench;
    const { backend, faults } = bench.gce;
    const { zone, subnet, network } = GCP_TUTORIAL;
    for (const i of [0, 1]) bootWorker(backend, i);
    backend.createInstance({ name: 'asking', zone, subnet, metadata: { 'pod-cidr': 'auto' }, canIpForward: true });
    const stale = { name: workerRouteName(0), network, destRange: workerPodCidr(0), nextHopIp: workerAddress(1) };
    backend.addRoute(stale);
    bench.gce.settle();
    const resync = () => whileTimePasses(() => bench.post({ action: 'resync', force: true }), TIMEOUT, clock);
    faults.failAlways(action, { code: 'cut', connection });
    await resync();
    expect(bench.gce.calls.count(action)).toBeGreaterThan(0);
    faults.stopFailing(action);
    bench.gce.settle();
    await resync();
    // Moved, it has the other name of its range.
    const targets = Object.values(bench.routes());
    expect(targets).toHaveLength(3);
    expect(targets).toEqual(expect.arrayContaining([workerAddress(0), workerAddress(1)]));
    const { items } = backend.instance('asking').metadata;
    expect(items.find(({ key }) => key === 'pod-cidr')?.value).toMatch(/^10\.200\./);
  });
});
