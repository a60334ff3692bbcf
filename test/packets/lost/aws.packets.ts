import { afterAll, describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../infra/local/aws.ts';
import { callsInARow, recordCalls } from '../../support/calls-in-a-row.ts';
import { type AwsScene, RANGE, startAwsScene } from './aws-scene.ts';
import { deleteThenCreate } from './delete-then-create.ts';
import { momentWhen } from './moment.ts';
import { note, packetsDuring, packetsIn, table } from './results.ts';

const MOVE = 'the range moves between two live nodes, ten times';
const DEATH = 'its node ends, the successor is up';

afterAll(() => void process.stdout.write(table('AWS')));

const resync = ({ handler }: AwsScene) => handler({ action: 'resync' });

/** Sends while `change` is carried out. */
async function whileSending(scene: AwsScene, change: () => Promise<unknown>) {
  using stream = await scene.vpc.stream(scene.client, scene.holder);
  await change();
  return await stream.end();
}

/** Lets the two nodes state the range in turn, and has the route follow by `move`. */
async function moveTenTimes({ ec2, holder, successor, target }: AwsScene, move: (to: string) => Promise<unknown>) {
  for (let i = 0; i < 10; i += 1) {
    const [from, to] = i % 2 === 0 ? [holder, successor] : [successor, holder];
    ec2.backend.tag(from.instance, { 'pod-cidr': '10.200.9.0/24' });
    ec2.backend.tag(to.instance, { 'pod-cidr': RANGE });
    await move(to.instance);
    expect(target()).toBe(to.instance);
  }
}

describe('packets lost on AWS', () => {
  it('none while the range moves between live nodes, ten times', async () => {
    await using scene = await startAwsScene();
    const result = await whileSending(scene, () => moveTenTimes(scene, () => resync(scene)));
    note(MOVE, 'podroutes', result);
    expect(result.lost).toBe(0);
  });

  it('while a node ends whose successor is up: as many as the look and one write take', async () => {
    await using scene = await startAwsScene();
    const calls = recordCalls(scene.clients.ec2);
    let outage = 0;
    const result = await whileSending(scene, async () => {
      const diedAt = performance.now();
      scene.ec2.backend.terminate(scene.holder.instance);
      const delivered = scene.deliver();
      outage = (await momentWhen(scene.ec2.backend, () => scene.target() === scene.successor.instance)) - diedAt;
      await delivered;
    });
    note(DEATH, 'podroutes', result);
    const actions = calls.map(({ action }) => action);
    expect(actions).toEqual(['DescribeRouteTables', 'DescribeInstances', 'DescribeRouteTables', 'ReplaceRoute']);
    const inARow = callsInARow(calls);
    expect(inARow).toBe(3);
    note(DEATH, 'floor: calls in a row', { sent: result.sent, lost: packetsDuring(inARow) });
    expect(result.lost).toBeLessThanOrEqual(packetsIn(outage));
  });

  it('none while tables are added, and the client’s subnet gets one of them', async () => {
    await using scene = await startAwsScene();
    const { ec2, network } = scene;
    const result = await whileSending(scene, async () => {
      const added = [1, 2, 3].map(() =>
        ec2.backend.createRouteTable({ vpcId: network.vpcId, tags: AWS_TUTORIAL.clusterTag }),
      );
      await resync(scene);
      ec2.backend.write(({ routeTables }) => {
        const before = routeTables.need(network.routeTableId);
        const after = routeTables.need(added[0]?.id ?? '');
        routeTables.put({ ...before, associations: [] });
        routeTables.put({ ...after, associations: before.associations });
      });
    });
    note('three tables are added, and the subnet gets one of them', 'podroutes', result);
    expect(result.lost).toBe(0);
  });

  it('none while a resync looks at a hundred nodes, and makes routes for twenty', async () => {
    await using scene = await startAwsScene();
    const { backend } = scene.ec2;
    const { subnetId, routeTableId } = scene.network;
    const result = await whileSending(scene, async () => {
      for (let i = 100; i < 200; i += 1) {
        const range = `10.200.${i}.0/24`;
        const { id } = backend.runInstance({ subnetId, userData: `pod-cidr=${range}`, tags: AWS_TUTORIAL.clusterTag });
        backend.setSourceDestCheck(id, false);
        if (i < 180) backend.createRoute(routeTableId, range, { field: 'instanceId', id });
      }
      scene.ec2.settle();
      await resync(scene);
    });
    note('a resync of a hundred nodes makes twenty routes', 'podroutes', result);
    expect(backend.routesOf(routeTableId).length).toBeGreaterThan(100);
    expect(result.lost).toBe(0);
  });

  it('with delete, then create: some at each move, and more at an end', async () => {
    await using scene = await startAwsScene();
    const { ec2, network, successor, holder } = scene;
    const move = (to: string) => deleteThenCreate(scene.clients.ec2, network.routeTableId, RANGE, to);
    const moves = await whileSending(scene, () => moveTenTimes(scene, move));
    note(MOVE, 'delete, then create', moves);
    const death = await whileSending(scene, () => {
      ec2.backend.terminate(holder.instance);
      return move(successor.instance);
    });
    note(DEATH, 'delete, then create', death);
    expect([moves.lost > 10, death.lost > 2]).toEqual([true, true]);
  });
});
