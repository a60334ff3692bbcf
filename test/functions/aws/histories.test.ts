import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalQueue } from '../../../infra/local/deliver/queue.ts';
import { type AwsBench, awsBench } from '../../support/aws.ts';

const FORCED = { action: 'resync', force: true };

type Step =
  | { readonly do: 'boot'; readonly range: number }
  | { readonly do: 'terminate' | 'stop' | 'start'; readonly which: number }
  | { readonly do: 'settle' | 'purge' | 'lose' }
  | { readonly do: 'deliver'; readonly order: number; readonly twice: boolean }
  | { readonly do: 'fail'; readonly action: string; readonly when: 'before' | 'after' }
  | { readonly do: 'edit'; readonly range: number };

const ACTIONS = [
  'DescribeInstances',
  'DescribeRouteTables',
  'DescribeInstanceAttribute',
  'CreateRoute',
  'ReplaceRoute',
  'DeleteRoute',
];

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('boot' as const), range: fc.nat(5) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('terminate' as const, 'stop' as const, 'start' as const),
      which: fc.nat(20),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'purge' as const, 'lose' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), order: fc.nat(1000), twice: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      action: fc.constantFrom(...ACTIONS),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), range: fc.nat(5) }) },
);

/** Deterministically out of order: by a hash of position and `order`. */
function shuffle<Item>(items: readonly Item[], order: number): Item[] {
  return items
    .map((item, i) => ({ item, key: (Math.imul(i + 1, 2654435761) ^ Math.imul(order + 1, 40503)) >>> 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function change(bench: AwsBench, ids: string[], step: Extract<Step, { which: number }>): void {
  const id = ids[step.which % Math.max(ids.length, 1)];
  const state = id === undefined ? undefined : bench.ec2.world.instance(id)?.state;
  if (id === undefined || state === undefined) return;
  if (step.do === 'terminate' && state !== 'terminated') bench.ec2.world.terminate(id);
  if (step.do === 'stop' && state === 'running') bench.ec2.world.stop(id);
  if (step.do === 'start' && state === 'stopped') bench.ec2.world.start(id);
}

async function take(bench: AwsBench, ids: string[], step: Step): Promise<void> {
  const { world, faults } = bench.ec2;
  const { subnetId, routeTableId } = bench.network;
  switch (step.do) {
    case 'boot':
      ids.push(world.runInstance({ subnetId, userData: `pod-cidr=10.200.${step.range}.0/24` }).id);
      return;
    case 'terminate':
    case 'stop':
    case 'start':
      return change(bench, ids, step);
    case 'settle':
      return world.settle();
    case 'purge':
      return world.purge();
    case 'lose':
      bench.queue.takeAll();
      return;
    case 'deliver': {
      const bodies = shuffle(bench.queue.takeAll(), step.order);
      for (const body of step.twice ? [...bodies, ...bodies] : bodies) bench.queue.sendBody(body);
      return bench.deliver();
    }
    case 'fail':
      return faults.failNext(step.action, { code: 'InternalError', status: 500, when: step.when });
    case 'edit': {
      const destination = `10.200.${step.range}.0/24`;
      if (bench.routes()[destination] !== undefined) world.deleteRoute(routeTableId, destination);
    }
  }
}

function addForeign(bench: AwsBench): void {
  const { world } = bench.ec2;
  const add = (destination: string, id: string) =>
    world.addForeignRoute(bench.network.routeTableId, { destination, target: { field: 'natGatewayId', id } });
  add('10.200.3.0/24', 'nat-1');
  add('10.201.0.0/16', 'nat-2');
}

const foreignIn = (bench: AwsBench) =>
  bench.ec2.world.routesOf(bench.network.routeTableId).filter(({ natGatewayId }) => natGatewayId !== undefined);

/** One forced resync makes the tables what the nodes say; the next writes nothing. */
async function expectSettled(bench: AwsBench, ids: readonly string[]): Promise<void> {
  bench.ec2.faults.clear();
  bench.ec2.settle();
  await bench.manual(FORCED);
  expect((await bench.manual({ action: 'plan' })).changes).toEqual([]);
  const live = ids.filter((id) => ['running', 'stopped'].includes(bench.ec2.world.instance(id)?.state ?? 'gone'));
  const claims = new Map(
    live.map((id) => [id, String(Buffer.from(bench.ec2.world.instance(id)?.userData ?? '', 'base64')).slice(9)]),
  );
  const wanted = new Set([...claims.values()].filter((range) => range !== '10.200.3.0/24'));
  const routes = Object.entries(bench.routes()).filter(
    ([range]) => range !== '10.200.3.0/24' && range !== '10.201.0.0/16',
  );
  expect(new Set(routes.map(([range]) => range))).toEqual(wanted);
  for (const [range, id] of routes) expect(claims.get(id ?? '')).toBe(range);
}

describe('histories', () => {
  it('whatever happens, one resync makes the tables right and no foreign route changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (steps) => {
        await using bench = await awsBench();
        addForeign(bench);
        const before = foreignIn(bench);
        const ids: string[] = [];
        for (const step of steps) {
          await take(bench, ids, step);
          expect(foreignIn(bench)).toEqual(before);
        }
        await expectSettled(bench, ids);
        expect(foreignIn(bench)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('a thousand events in any order, some lost, some doubled, some calls failing', async () => {
    await using bench = await awsBench();
    const { world, faults } = bench.ec2;
    const ids: string[] = [];
    for (let i = 0; i < 240; i += 1) {
      ids.push(world.runInstance({ subnetId: bench.network.subnetId, userData: `pod-cidr=10.200.${i}.0/24` }).id);
    }
    bench.ec2.settle();
    world.terminate(...ids.slice(0, 80));
    world.stop(...ids.slice(80, 200));
    bench.ec2.settle();
    world.start(...ids.slice(80, 200));
    bench.ec2.settle();
    const bodies = bench.queue.takeAll();
    const kept = bodies.filter((_, i) => i % 11 !== 0);
    const events = shuffle([...kept, ...kept.filter((_, i) => i % 9 === 0)], 7);
    expect(events.length).toBeGreaterThan(1000);
    for (const action of ACTIONS) faults.failNext(action, { code: 'InternalError', status: 500 }, 2);
    const queue = new LocalQueue({ batchSize: 100 });
    for (const body of events) queue.sendBody(body);
    await queue.drainAll(bench.handler);
    await expectSettled(bench, ids);
    expect(Object.keys(bench.routes())).toHaveLength(160);
  }, 30_000);
});
