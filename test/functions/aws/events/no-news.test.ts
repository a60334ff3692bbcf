import { describe, expect, it } from 'vitest';
import { bootWorker, podCidrOf } from '../../../../infra/local/aws.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { expectSchema } from '../../../support/schemas.ts';

async function openBench() {
  const clock = new VirtualClock();
  const bench = await startAwsTestbed({ clock, now: clock.now });
  return { ...bench, clock, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

type Bench = Awaited<ReturnType<typeof openBench>>;

/** Time passes, the events that wait are delivered; the calls that this took. */
async function callsAfter(bench: Bench, seconds: number): Promise<string[]> {
  await bench.clock.sleep(seconds * 1000);
  bench.ec2.calls.reset();
  await bench.deliver();
  return bench.ec2.calls.all.map(({ action }) => action);
}

const LOOK = ['DescribeRouteTables', 'DescribeInstances'];
const FORWARDING = 'ModifyNetworkInterfaceAttribute';

/** A worker whose first event was delivered five seconds after it began to boot. */
async function firstEvent(bench: Bench): Promise<string> {
  const { id } = bootWorker(bench.ec2.backend, bench.network, 0);
  bench.ec2.backend.setSourceDestCheck(id, true);
  expect(await callsAfter(bench, 5)).toEqual([...LOOK, 'DescribeInstanceAttribute', 'CreateRoute']);
  return id;
}

const stateChange = (id: string, state: string, at: number) => ({
  version: '0',
  source: 'aws.ec2',
  account: '123456789012',
  region: 'us-east-1',
  'detail-type': 'EC2 Instance State-change Notification',
  time: new Date(at).toISOString(),
  detail: { 'instance-id': id, state },
});

const removeRoute = ({ ec2, network }: AwsTestbed) => ec2.backend.deleteRoute(network.routeTableId, podCidrOf(0));

describe('the second event of a launch', () => {
  it('costs only the switching off of the source/dest check, and says why', async () => {
    await using bench = await openBench();
    const id = await firstEvent(bench);
    bench.ec2.settle();
    expect(await callsAfter(bench, 10)).toEqual([FORWARDING]);
    const believed = [{ node: id, reason: 'it had its routes in every table 10 s ago' }];
    expect(bench.lines.at(-1)).toMatchObject({ message: 'not looked at again', believed });
    const [interfaceOfNode] = bench.ec2.backend.interfacesOf(id);
    expect(interfaceOfNode?.sourceDestCheck).toBe(false);
    expect(bench.queue.deadLetters).toEqual([]);
  });

  it('is answered by a report that counts nothing', async () => {
    await using bench = await openBench();
    const id = await firstEvent(bench);
    const report = await bench.handler(stateChange(id, 'running', bench.clock.now()));
    await expectSchema('report', report);
    expect(report).toMatchObject({
      scope: 'event',
      forwarding: [id],
      believed: [{ node: id }],
      summary: { created: 0, unchanged: 0 },
    });
  });

  it('and each of them that comes again costs nothing', async () => {
    await using bench = await openBench();
    const id = await firstEvent(bench);
    const [booted, ran] = [bench.clock.now() - 5000, bench.clock.now() + 3000];
    for (const event of [stateChange(id, 'running', ran), stateChange(id, 'pending', booted)]) bench.queue.send(event);
    expect(await callsAfter(bench, 5)).toEqual([FORWARDING]);
    for (const event of [stateChange(id, 'pending', booted), stateChange(id, 'running', ran)]) bench.queue.send(event);
    expect(await callsAfter(bench, 5)).toEqual([]);
  });

  it('looks where the check cannot be switched off, and reports that', async () => {
    await using bench = await openBench();
    await firstEvent(bench);
    bench.ec2.faults.failAlways(FORWARDING, { code: 'UnauthorizedOperation' });
    bench.ec2.settle();
    expect(await callsAfter(bench, 5)).toEqual([FORWARDING, ...LOOK, FORWARDING]);
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'left undone' }));
  });

  it.each<[string, number, (bench: Bench, id: string) => unknown]>([
    ['a minute later', 60, () => undefined],
    ['beside a route edit', 1, ({ queue }) => queue.send({ source: 'ops', 'detail-type': 'Resync Requested' })],
    ['beside another node', 1, ({ ec2, network }) => bootWorker(ec2.backend, network, 1)],
    ['beside its end', 1, ({ ec2 }, id) => ec2.backend.terminate(id)],
    [
      'after a stop',
      1,
      ({ queue, clock }, id) => {
        queue.send(stateChange(id, 'stopped', clock.now()));
      },
    ],
    ['after a second start', 1, ({ queue, clock }, id) => queue.send(stateChange(id, 'pending', clock.now()))],
    ['by another process', 1, (bench) => bench.restart()],
  ])('looks %s', async (_, seconds, disturb) => {
    await using bench = await openBench();
    const id = await firstEvent(bench);
    removeRoute(bench);
    disturb(bench, id);
    bench.ec2.settle();
    expect(await callsAfter(bench, seconds)).toContain('DescribeRouteTables');
  });

  it('looks when a look for another node showed that the route has gone', async () => {
    await using bench = await openBench();
    await firstEvent(bench);
    removeRoute(bench);
    const { id: other } = bootWorker(bench.ec2.backend, bench.network, 1);
    await callsAfter(bench, 5);
    bench.ec2.settle();
    expect(await callsAfter(bench, 5)).toContain('CreateRoute');
    expect(bench.routes()).toHaveProperty([podCidrOf(0)]);
    expect(Object.values(bench.routes())).toContain(other);
  });

  it('does not look when the look for another node showed the route', async () => {
    await using bench = await openBench();
    await firstEvent(bench);
    bootWorker(bench.ec2.backend, bench.network, 1);
    await callsAfter(bench, 5);
    bench.ec2.settle();
    expect(await callsAfter(bench, 5)).toEqual([FORWARDING]);
  });
});

describe('the tag of a node that is launched with it', () => {
  const launch = (bench: Bench) =>
    bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, tags: { 'pod-cidr': '10.200.9.0/24' } }).id;

  it('is no news beside what was seen, and another value is', async () => {
    await using bench = await openBench();
    const id = launch(bench);
    const [tagged, booted] = [{ ...stateChange(id, '', bench.clock.now()) }, bench.queue.takeAll()];
    for (const body of booted.filter((each) => each.includes('State-change'))) bench.queue.sendBody(body);
    expect(await callsAfter(bench, 5)).toContain('CreateRoute');
    const told = (value: string) => ({
      ...tagged,
      source: 'aws.tag',
      'detail-type': 'Tag Change on Resource',
      resources: [`arn:aws:ec2:us-east-1:123456789012:instance/${id}`],
      detail: {
        'changed-tag-keys': ['pod-cidr'],
        service: 'ec2',
        'resource-type': 'instance',
        tags: { 'pod-cidr': value },
      },
    });
    bench.queue.send(told('10.200.9.0/24'));
    expect(await callsAfter(bench, 1)).toEqual([]);
    bench.queue.send(told('10.200.8.0/24'));
    expect(await callsAfter(bench, 1)).toEqual(LOOK);
  });
});

describe('the second event of an end', () => {
  async function ended(bench: Bench): Promise<string> {
    const id = await firstEvent(bench);
    bench.ec2.settle();
    await callsAfter(bench, 10);
    bench.ec2.backend.terminate(id);
    expect(await callsAfter(bench, 5)).toEqual(['DescribeRouteTables', 'DescribeRouteTables', 'DeleteRoute']);
    return id;
  }

  it('costs nothing', async () => {
    await using bench = await openBench();
    const id = await ended(bench);
    bench.ec2.settle();
    expect(await callsAfter(bench, 60)).toEqual([]);
    const believed = [{ node: id, reason: 'its routes were removed 60 s ago' }];
    expect(bench.lines.at(-1)).toMatchObject({ message: 'not looked at again', believed });
  });

  it.each<[string, number, (bench: Bench) => unknown]>([
    ['five minutes later', 300, () => undefined],
    [
      'beside a request for a resync',
      1,
      ({ queue }) => queue.send({ source: 'ops', 'detail-type': 'Resync Requested' }),
    ],
    ['by another process', 1, (bench) => bench.restart()],
  ])('looks %s', async (_, seconds, disturb) => {
    await using bench = await openBench();
    await ended(bench);
    disturb(bench);
    bench.ec2.settle();
    expect(await callsAfter(bench, seconds)).toContain('DescribeRouteTables');
  });

  it('looks where no route was removed', async () => {
    await using bench = await openBench();
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId });
    bench.ec2.backend.terminate(id);
    await callsAfter(bench, 5);
    bench.ec2.settle();
    expect(await callsAfter(bench, 5)).toContain('DescribeRouteTables');
  });
});
