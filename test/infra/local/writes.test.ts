import { describe, expect, it } from 'vitest';
import { createTutorialNetwork, startLocalEc2 } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialNetwork, startLocalGce, workerRouteName } from '../../../infra/local/gcp.ts';

describe('who asks to hear of every write', () => {
  it('of EC2: hears of one that changed something, not of one that was refused, until it stops', async () => {
    await using local = await opened(startLocalEc2());
    const { backend } = local.cloud;
    const { routeTableId, gatewayId } = createTutorialNetwork(backend);
    const seen: number[] = [];
    const stop = backend.onWrite(() => seen.push(backend.routesOf(routeTableId).length));
    backend.createRoute(routeTableId, '10.200.0.0/24', { field: 'gatewayId', id: gatewayId });
    expect(() => backend.deleteRoute(routeTableId, '10.200.9.0/24')).toThrow('no route');
    backend.deleteRoute(routeTableId, '10.200.0.0/24');
    stop();
    backend.createRoute(routeTableId, '10.200.0.0/24', { field: 'gatewayId', id: gatewayId });
    expect(seen).toEqual([3, 2]);
  });

  it('of Compute Engine: sees what was written by the next microtask', async () => {
    await using local = await opened(startLocalGce());
    const { backend } = local.cloud;
    seedTutorialNetwork(backend);
    const seen: boolean[] = [];
    const stop = backend.onWrite(() =>
      queueMicrotask(() => seen.push(backend.route(workerRouteName(0)) !== undefined)),
    );
    const { network } = GCP_TUTORIAL;
    backend.addRoute({ name: workerRouteName(0), network, destRange: '10.200.0.0/24', nextHopIp: '10.240.0.20' });
    await Promise.resolve();
    expect(seen.at(-1)).toBe(true);
    backend.deleteFirewall(`${network}-allow-internal`);
    await Promise.resolve();
    const heard = seen.length;
    stop();
    backend.deleteRoute(workerRouteName(0));
    await Promise.resolve();
    expect(seen.length).toBe(heard);
  });
});

async function opened<Cloud extends { close(): Promise<void> }>(starting: Promise<Cloud>) {
  const cloud = await starting;
  return { cloud, [Symbol.asyncDispose]: () => cloud.close() };
}
