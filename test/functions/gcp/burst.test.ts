import { expect, it, vi } from 'vitest';
import { type LocalGce, seedTutorialNetwork, startLocalGce } from '../../../infra/local/gcp.ts';
import { deployGcp } from '../../../infra/local/gcp-deployment.ts';
import { type Fault, VirtualClock } from '../../../infra/local/simulation.ts';
import { captureLog } from '../../support/testbed/log.ts';
import { bootFleet, podRoutes, ROOM, ROUTES } from './fleet.ts';

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
function failShareOfCalls(gce: LocalGce, share: number, seed: number): () => number {
  const random = lehmer(seed);
  let failed = 0;
  vi.spyOn(gce.faults, 'next').mockImplementation(() => {
    if (random() >= share) return undefined;
    failed += 1;
    return FAULTS[failed % FAULTS.length];
  });
  return () => failed;
}

it.each([1])(
  '200 nodes at once have their routes even if one in twenty API calls fails (plan %i)',
  async (seed) => {
    const gce = await startLocalGce(ROOM);
    seedTutorialNetwork(gce.backend);
    const { log, lines } = captureLog('gcp');
    const fn = await deployGcp(gce, { log, clock: new VirtualClock(), debounce: 20 });
    bootFleet(gce);
    const failed = failShareOfCalls(gce, 0.05, seed * 7919);
    await fn.eventarc.drainAll(fn.url);
    await fn.close();
    await gce.close();
    expect(failed()).toBeGreaterThanOrEqual(15);
    expect(fn.eventarc.dropped).toEqual([]);
    expect(lines.filter(({ message }) => message === 'reconciled').length).toBeLessThanOrEqual(5);
    expect(podRoutes(gce)).toEqual(ROUTES);
  },
  60_000,
);
