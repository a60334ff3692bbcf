import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LAB, LocalEventarc, type LocalGce, seedLabNetwork, startLocalGce } from '../../../infra/local/gcp.ts';
import type { Fault } from '../../../infra/local/simulation.ts';
import { buildElsewhere } from '../../support/built.ts';
import { startFunction } from './process.ts';

const NODES = 200;
const ROUTE_QUOTA = 500;

let built: Awaited<ReturnType<typeof buildElsewhere>>;
beforeAll(async () => {
  built = await buildElsewhere('gcp');
});
afterAll(() => built.remove());

/** Random numbers in [0, 1) that are the same in every run. https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7f_ff_ff_ff;
    return state / 0x7f_ff_ff_ff;
  };
}

const FAULTS: readonly Fault[] = [
  { code: 'rateLimitExceeded' },
  { code: 'backendError', status: 503 },
  // Carried out, but the answer is lost.
  { code: 'backendError', status: 503, when: 'after' },
];

/** Makes a share of all calls fail, each in its way. Returns how many did. */
function failing(gce: LocalGce, share: number, seed: number): () => number {
  const random = lehmer(seed);
  let failed = 0;
  vi.spyOn(gce.faults, 'next').mockImplementation(() => {
    if (random() >= share) return undefined;
    failed += 1;
    return FAULTS[failed % FAULTS.length];
  });
  return () => failed;
}

/** Boots 200 nodes and delivers their insert events at once, to the function in its process, until nothing waits. */
async function burst(prepare: (gce: LocalGce) => void) {
  const gce = await startLocalGce({ routeQuota: ROUTE_QUOTA, operationSteps: 0 });
  seedLabNetwork(gce.world);
  const eventarc = new LocalEventarc();
  gce.onEvent((entry) => eventarc.send(entry));
  for (let i = 0; i < NODES; i += 1) {
    const node = { name: `node-${i}`, zone: LAB.zone, subnet: LAB.subnet, canIpForward: true };
    gce.world.createInstance({ ...node, ip: `10.240.0.${20 + i}`, metadata: { 'pod-cidr': `10.200.${i}.0/24` } });
  }
  prepare(gce);
  await using fn = await startFunction(`${built.folder}/gcp`, {
    CLUSTER_NAME: LAB.network,
    CLUSTER_CIDR: LAB.clusterRange,
    GOOGLE_CLOUD_PROJECT: LAB.project,
    COMPUTE_API_ENDPOINT: gce.url,
    METADATA_SERVER_DETECTION: 'none',
  });
  const events = eventarc.length;
  await eventarc.drainAll(fn.url);
  const routes = gce.world
    .routesOf(LAB.network)
    .filter(({ destRange }) => destRange.startsWith('10.200.'))
    .map(({ destRange, nextHop }) => `${destRange} -> ${nextHop.value}`);
  const reconciles = fn.lines.filter(({ message }) => message === 'reconciled').length;
  await gce.close();
  return { events, dropped: eventarc.dropped.length, reconciles, calls: gce.calls, routes };
}

const expected = Array.from({ length: NODES }, (_, i) => `10.200.${i}.0/24 -> 10.240.0.${20 + i}`).toSorted();

describe('200 nodes at once', { timeout: 60_000 }, () => {
  it('cost at most five reconciles, one write each, and all have their routes', async () => {
    const { events, reconciles, routes, calls } = await burst(() => {});
    expect(events).toBeGreaterThanOrEqual(NODES);
    expect(reconciles).toBeLessThanOrEqual(5);
    expect(routes.toSorted()).toEqual(expected);
    expect(calls.count('routes.insert')).toBe(NODES);
  });

  it.each([1])('have them even if one in twenty API calls fails (plan %i)', async (seed) => {
    let failed = () => 0;
    const { dropped, reconciles, routes } = await burst((gce) => {
      failed = failing(gce, 0.05, seed * 7919);
    });
    expect(failed()).toBeGreaterThanOrEqual(15);
    expect(dropped).toBe(0);
    expect(reconciles).toBeLessThanOrEqual(5);
    expect(routes.toSorted()).toEqual(expected);
  });
});
