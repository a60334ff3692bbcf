import { afterAll, describe, expect, it } from 'vitest';
import { GCP_TUTORIAL, workerPodCidr } from '../../../infra/local/gcp.ts';
import { type GcpScene, HOLDER, startGcpScene, SUCCESSOR } from './gcp-scene.ts';
import { momentWhen } from './moment.ts';
import { note, packetsIn, table } from './results.ts';

afterAll(() => void process.stdout.write(table('GCP')));

async function whileSending(scene: GcpScene, change: () => Promise<unknown>) {
  using stream = await scene.vpc.stream(scene.client, scene.holder);
  await change();
  return await stream.end();
}

const routed = ({ gce: { backend }, target }: GcpScene) =>
  momentWhen(backend, () => target() === backend.instance(SUCCESSOR).nics[0]?.ip);

describe('packets lost on GCP, whose routes cannot be changed', () => {
  it('none while the range moves between live nodes, ten times', async () => {
    await using scene = await startGcpScene();
    const { backend } = scene.gce;
    const result = await whileSending(scene, async () => {
      for (let i = 0; i < 10; i += 1) {
        const [from, to] = i % 2 === 0 ? [HOLDER, SUCCESSOR] : [SUCCESSOR, HOLDER];
        backend.setMetadata(from, { 'pod-cidr': workerPodCidr(9) });
        backend.setMetadata(to, { 'pod-cidr': workerPodCidr(1) });
        await scene.resync();
        expect(scene.target()).toBe(backend.instance(to).nics[0]?.ip);
      }
    });
    note('the range moves between two live nodes, ten times', 'podroutes', result);
    expect(result.lost).toBe(0);
  });

  it('while a node ends whose successor is up', async () => {
    await using scene = await startGcpScene();
    let outage = 0;
    const result = await whileSending(scene, async () => {
      const diedAt = performance.now();
      const back = routed(scene);
      scene.gce.backend.deleteInstance(HOLDER);
      await scene.deliver();
      outage = (await back) - diedAt;
    });
    note('its node ends, the successor is up', 'podroutes', result);
    expect(result.lost).toBeLessThanOrEqual(packetsIn(outage));
  });

  it('none while a resync looks at a hundred nodes, and makes routes for twenty', async () => {
    await using scene = await startGcpScene();
    const { backend } = scene.gce;
    const { zone, subnet, network } = GCP_TUTORIAL;
    const result = await whileSending(scene, async () => {
      for (let i = 100; i < 200; i += 1) {
        const metadata = { 'pod-cidr': workerPodCidr(i) };
        const { nics } = backend.createInstance({ name: `node-${i}`, zone, subnet, canIpForward: true, metadata });
        const nextHopIp = nics[0]?.ip;
        if (i < 180) backend.addRoute({ name: `typed-${i}`, network, destRange: workerPodCidr(i), nextHopIp });
      }
      await scene.resync();
    });
    note('a resync of a hundred nodes makes twenty routes', 'podroutes', result);
    expect(backend.routesOf(network).length).toBeGreaterThan(100);
    expect(result.lost).toBe(0);
  });
});
