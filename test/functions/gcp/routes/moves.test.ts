import { describe, expect, it } from 'vitest';
import { bootWorker, GCP_TUTORIAL, workerPodCidr, workerRouteName } from '../../../../infra/local/gcp.ts';
import { alternateRouteName } from '../../../../shared/gcp/routes/route-name.ts';
import { cidr } from '../../../support/builders/network.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync' };
const { network, project, zone, subnet } = GCP_TUTORIAL;
const RANGE = workerPodCidr(0);
const FIRST = workerRouteName(0);
const SECOND = alternateRouteName(cidr(RANGE), {
  networkProject: project,
  network,
  cluster: { name: network, cidrs: [] },
});
const OLD = '10.240.0.20';
const NEW = '10.240.0.99';

const writes = ({ gce }: GcpTestbed) =>
  gce.calls.all.map(({ action }) => action).filter((action) => /^routes\.(insert|delete)$/.test(action));

/** Lets one of the two nodes state the range, and the other something else. */
function state({ gce: { backend } }: GcpTestbed, by: 'worker-0' | 'successor'): void {
  backend.setMetadata('worker-0', { 'pod-cidr': by === 'worker-0' ? RANGE : workerPodCidr(7) });
  backend.setMetadata('successor', { 'pod-cidr': by === 'successor' ? RANGE : workerPodCidr(8) });
}

/** Two nodes that run; the range has just moved from the first to the other. */
async function moved(options: Parameters<typeof startGcpTestbed>[0] = {}): Promise<GcpTestbed> {
  const bench = await startGcpTestbed({ variants: { equalRoutes: 'taken' }, ...options });
  const { backend } = bench.gce;
  bootWorker(backend, 0);
  await bench.invokeManually(RESYNC);
  for (const i of [7, 8])
    backend.addRoute({ name: `typed-${i}`, network, destRange: workerPodCidr(i), nextHopIp: i === 7 ? OLD : NEW });
  backend.createInstance({ name: 'successor', zone, subnet, ip: NEW, canIpForward: true });
  state(bench, 'successor');
  bench.eventarc.takeAll();
  bench.gce.calls.reset();
  return bench;
}

const routesToRange = (bench: GcpTestbed) =>
  Object.fromEntries(Object.entries(bench.routes()).filter(([name]) => !name.startsWith('typed-')));

describe('a range that moves between two nodes that run', () => {
  it('has its new route before the old one goes, each time under the other of two names', async () => {
    await using bench = await moved();
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(writes(bench)).toEqual(['routes.insert', 'routes.delete']);
    expect(routesToRange(bench)).toEqual({ [SECOND]: NEW });
    state(bench, 'worker-0');
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(routesToRange(bench)).toEqual({ [FIRST]: OLD });
    expect((await bench.invokeManually(RESYNC)).changes).toEqual([]);
  });

  it.each([
    ['a second route with one range is refused', { variants: { equalRoutes: 'refused' } }],
    ['there is no room for a second', { routeQuota: 3 }],
  ] as const)('loses the old route first where %s', async (_, options) => {
    await using bench = await moved(options);
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(writes(bench)).toEqual(['routes.insert', 'routes.delete', 'routes.insert']);
    expect(routesToRange(bench)).toEqual({ [FIRST]: NEW });
  });

  it('is finished by the next run where the old route could not be deleted', async () => {
    await using bench = await moved();
    bench.gce.faults.failNext('routes.delete', { code: 'forbidden', status: 403 });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ failed: 1 });
    expect(routesToRange(bench)).toEqual({ [FIRST]: OLD, [SECOND]: NEW });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ deleted: 1, failed: 0 });
    expect(routesToRange(bench)).toEqual({ [SECOND]: NEW });
  });

  it('has one new route though another function made it after the look', async () => {
    await using bench = await moved();
    const description = `podroutes cluster=${network} node=x instance=${bench.gce.backend.instance('successor').id}`;
    bench.gce.backend.addRoute({ name: SECOND, network, destRange: RANGE, nextHopIp: NEW, description });
    bench.gce.staleReads('routes.list', 1);
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ failed: 0 });
    expect(routesToRange(bench)).toEqual({ [SECOND]: NEW });
  });

  it('leaves alone what has taken the old route’s name while the new one was made', async () => {
    await using bench = await moved();
    const record = bench.gce.calls.record.bind(bench.gce.calls);
    bench.gce.calls.record = (call) => {
      record(call);
      if (call.action !== 'routes.insert') return;
      bench.gce.backend.deleteRoute(FIRST);
      bench.gce.backend.addRoute({ name: FIRST, network, destRange: '10.99.0.0/24', nextHopIp: OLD });
    };
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(writes(bench)).toEqual(['routes.insert']);
  });
});
