import { describe, expect, it } from 'vitest';
import { lab } from '../../../infra/local/ec2/index.ts';
import { type AwsBench, awsBench } from '../../support/aws.ts';
import { killAt } from '../../support/kill.ts';

interface Situation {
  /** Brings it about, and answers what the tables must hold in the end. */
  readonly arrange: (bench: AwsBench) => Promise<Record<string, string>>;
  readonly tables: number;
  /** Calls of an undisturbed life, so that no step is left out unnoticed. */
  readonly calls: string[];
}

const REPLACE: Situation = {
  tables: 1,
  arrange: async (bench) => {
    const [old, other] = [bench.boot(0), bench.boot(1)];
    await bench.deliver();
    bench.ec2.world.terminate(old);
    bench.ec2.settle();
    const late = bench.queue.takeAll();
    const successor = bench.boot(0);
    bench.autoScaling.hold('launch', successor);
    for (const body of late) bench.queue.sendBody(body);
    return { '10.200.0.0/24': successor, '10.200.1.0/24': other };
  },
  calls: ['DescribeRouteTables', 'ReplaceRoute', 'PutEvents', 'CompleteLifecycleAction'],
};

const CREATE: Situation = {
  tables: 3,
  arrange: async (bench) => {
    const [first, second] = [bench.boot(0), bench.boot(1)];
    bench.autoScaling.hold('launch', first);
    bench.autoScaling.hold('launch', second);
    return { '10.200.0.0/24': first, '10.200.1.0/24': second };
  },
  calls: ['DescribeInstances', 'DescribeInstanceAttribute', 'CreateRoute', 'PutEvents', 'CompleteLifecycleAction'],
};

/** The cluster's tables, each with a route of somebody else inside the cluster CIDR. */
function makeTables({ ec2, network }: AwsBench, count: number): string[] {
  const { vpcId, routeTableId, gatewayId } = network;
  const more = Array.from({ length: count - 1 }, () => ec2.world.createRouteTable({ vpcId, tags: lab.clusterTag }));
  const ids = [routeTableId, ...more.map(({ id }) => id)];
  for (const id of ids) ec2.world.createRoute(id, '10.200.99.0/24', { field: 'gatewayId', id: gatewayId });
  return ids;
}

/** Everything that must hold once the events were delivered again. */
async function expectRight(bench: AwsBench, ids: readonly string[], wanted: Record<string, string>): Promise<void> {
  for (const id of ids) expect(bench.routes(id)).toEqual({ ...wanted, '10.200.99.0/24': undefined });
  expect(bench.autoScaling.actions.map(({ state }) => state)).toEqual(bench.autoScaling.actions.map(() => 'CONTINUE'));
  expect(bench.queue.deadLetters).toEqual([]);
  expect((await bench.manual({ action: 'resync' })).changes).toEqual([]);
}

describe.each([
  ['a replace', REPLACE],
  ['a create in several tables', CREATE],
])('killing the function during %s', (_, given) => {
  it.each(['before', 'after'] as const)('%s any of its calls, then delivering again, ends right', async (when) => {
    for (let at = 0, isOver = true; isOver; at += 1) {
      await using bench = await awsBench({ settings: { EVENT_BUS_NAME: 'default' } });
      const ids = makeTables(bench, given.tables);
      const wanted = await given.arrange(bench);
      bench.restart();
      const life = killAt(bench, at, when);
      await bench.deliver();
      isOver = life.isOver();
      if (isOver) {
        expect(bench.queue.length, `killed ${when} call ${at}`).toBeGreaterThan(0);
      } else {
        expect(life.calls.map((name) => name.replace(/Command$/, ''))).toEqual(expect.arrayContaining(given.calls));
      }
      bench.restart();
      await bench.queue.drainAll(bench.handler);
      await expectRight(bench, ids, wanted);
    }
  });
});
