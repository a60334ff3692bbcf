import { describe, expect, it } from 'vitest';
import {
  deliverLaunches,
  type FleetSimulation,
  minimumSeconds,
  podRouteCount,
  resync,
  startFleetSimulation,
} from '../../../support/testbed/fleet-simulation.ts';

const MANY = 1000;

/** Of all answers, where two functions find out by them what the other takes; alone, what it costs to find the bucket's size. */
const MAX_THROTTLED_SHARE = { two: 0.06, alone: 0.005 };

/** What a node's routes lead to it for and what it was told, by node. */
function rangesOf({ ec2, network, ids }: FleetSimulation): { told: Map<string, string>; routed: Map<string, string> } {
  const told = ids.flatMap((id): [string, string][] => {
    const value = ec2.backend.instance(id)?.tags.get('pod-cidr');
    return value === undefined || value === 'auto' ? [] : [[id, value]];
  });
  const routed = ec2.backend
    .routesOf(network.routeTableId)
    .flatMap(({ instanceId, destination }): [string, string][] =>
      instanceId === undefined ? [] : [[instanceId, destination]],
    );
  return { told: new Map(told), routed: new Map(routed) };
}

/** The values that the tag of each node had, beside what it was launched with. */
function recordTellings({ ec2 }: FleetSimulation): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  ec2.onTagChange(({ resources: [arn = ''], detail: { tags } }) => {
    const id = arn.split('/').at(-1) ?? '';
    values.set(id, (values.get(id) ?? new Set()).add(tags['pod-cidr'] ?? ''));
  });
  return values;
}

function expectAllServed(on: FleetSimulation, tellings: Map<string, Set<string>>): void {
  const { told, routed } = rangesOf(on);
  expect(told).toEqual(routed);
  expect(podRouteCount(on)).toBe(on.ids.length);
  // All ranges are of one size: those that differ do not overlap.
  expect(new Set(told.values()).size).toBe(on.ids.length);
  expect([...tellings.values()].map(({ size }) => size)).toEqual(on.ids.map(() => 1));
}

describe('nodes that ask for a range, under EC2’s request buckets', { timeout: 120_000 }, () => {
  it(`${MANY} at once, one reconcile: told and routed within a tenth of the floor, nothing in vain`, async () => {
    await using on = await startFleetSimulation({ nodes: MANY, areAsking: true });
    on.ec2.settle();
    const tellings = recordTellings(on);
    await resync(on, on.deploy());
    expectAllServed(on, tellings);
    expect(on.lastSuccessAt('CreateTags')).toBeLessThan(minimumSeconds(MANY) * 1.1);
    expect(on.throttledShare()).toBeLessThan(MAX_THROTTLED_SHARE.alone);
    for (const action of ['CreateRoute', 'CreateTags']) {
      const answered = on.ec2.calls.all.filter((call) => call.action === action && call.error === undefined);
      expect(answered).toHaveLength(MANY);
    }
  });

  it(`${MANY} launches, two copies of the function: within a tenth of the floor, one range each`, async () => {
    await using on = await startFleetSimulation({ nodes: MANY, areAsking: true });
    const tellings = recordTellings(on);
    const queue = await deliverLaunches(on);
    expect(queue).toMatchObject({ deadLetters: [], timeouts: 0 });
    expectAllServed(on, tellings);
    expect(on.lastSuccessAt('CreateTags')).toBeLessThan(minimumSeconds(MANY) * 1.1);
    expect(on.throttledShare()).toBeLessThanOrEqual(MAX_THROTTLED_SHARE.two);
    // Who sees a range taken tries another one before it spends a call on it.
    const refused = on.ec2.calls.all.filter(
      ({ action, error }) => action === 'CreateRoute' && error === 'RouteAlreadyExists',
    );
    expect(refused.length).toBeLessThan(MANY * 0.05);
  });
});

describe('nodes that ask for a range', { timeout: 60_000 }, () => {
  it('100 at once, two copies of the function: 100 ranges, none told to two and no node told two', async () => {
    await using on = await startFleetSimulation({ nodes: 100, areAsking: true });
    const tellings = recordTellings(on);
    const queue = await deliverLaunches(on);
    expect(queue).toMatchObject({ deadLetters: [], timeouts: 0 });
    expectAllServed(on, tellings);
    expect(on.ec2.calls.count('DeleteRoute')).toBe(0);
  });

  it.each([12, 13, 14, 15])(
    'are told what was reserved for them, also when the %i s of the invocation are over',
    async (time) => {
      await using on = await startFleetSimulation({ nodes: 100, areAsking: true });
      on.ec2.settle();
      await resync(on, on.deploy(), time);
      const { told, routed } = rangesOf(on);
      expect(routed.size).toBeGreaterThan(20);
      expect(routed.size).toBeLessThan(100);
      expect(told).toEqual(routed);
    },
  );
});
