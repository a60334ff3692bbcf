import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { recordCalls } from '../../../support/calls-in-a-row.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const RANGE = '10.200.0.0/24';
const PREFIX = 'podroutes-waiting-';

/** What the tables' tags say of nodes that wait. */
function waitingTags({ ec2, network }: AwsTestbed, table = network.routeTableId): Record<string, string> {
  const { tags } = ec2.backend.state.routeTables.need(table);
  const ours = [...tags].filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(PREFIX.length), value]));
}

/** A holder with its route, and a node that claims the same range. */
async function contested(bench: AwsTestbed) {
  const holder = bench.boot(0);
  await bench.deliver();
  const waiting = bench.boot(0, '10.240.0.99');
  await bench.deliver();
  expect(bench.routes()[RANGE]).toBe(holder);
  return { holder, waiting };
}

/** The actions that the end of a node costs, told once. */
async function callsOfEnd(bench: AwsTestbed, id: string): Promise<string[]> {
  bench.ec2.calls.reset();
  bench.ec2.backend.terminate(id);
  await bench.deliver();
  return bench.ec2.calls.all.map(({ action }) => action);
}

/** Other nodes boot and end, each in an invocation of its own. */
async function unrelatedEvents(bench: AwsTestbed, between: () => void = () => {}): Promise<void> {
  for (const i of [1, 2]) {
    bench.boot(i);
    between();
    await bench.deliver();
  }
  between();
  const calls = await callsOfEnd(bench, bench.routes()['10.200.1.0/24'] ?? '');
  expect(calls.length).toBeLessThanOrEqual(3);
  bench.ec2.settle();
  await bench.deliver();
}

describe('a successor on AWS', () => {
  it('gets the range with its holder’s end, in a process that remembers it', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    await unrelatedEvents(bench);
    const calls = await callsOfEnd(bench, holder);
    expect(bench.routes()[RANGE]).toBe(waiting);
    expect(calls).toEqual(['DescribeRouteTables', 'DescribeInstances', 'DescribeRouteTables', 'ReplaceRoute']);
  });

  it('waits for three calls in a row, of which the last is the write; and again nobody is looked up', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    const calls = recordCalls(bench.clients.ec2);
    await callsOfEnd(bench, holder);
    expect(bench.routes()[RANGE]).toBe(waiting);
    expect(calls).toEqual([
      { action: 'DescribeRouteTables', depth: 1 },
      { action: 'DescribeInstances', depth: 1 },
      { action: 'DescribeRouteTables', depth: 2 },
      { action: 'ReplaceRoute', depth: 3 },
    ]);
    bench.ec2.calls.reset();
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.ec2.calls.all.map(({ action }) => action)).toEqual([]);
  });

  it('that ends together with the holder is not looked up', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    bench.ec2.backend.terminate(waiting);
    expect(await callsOfEnd(bench, holder)).toEqual(['DescribeRouteTables', 'DescribeRouteTables', 'DeleteRoute']);
  });

  it('gets it in a new process at each event, for five calls', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    expect(waitingTags(bench)).toEqual({ [waiting]: RANGE });
    await unrelatedEvents(bench, () => bench.restart());
    bench.restart();
    const calls = await callsOfEnd(bench, holder);
    expect(bench.routes()[RANGE]).toBe(waiting);
    expect(calls.toSorted()).toEqual([
      'DescribeInstanceAttribute',
      'DescribeInstances',
      'DescribeRouteTables',
      'DescribeRouteTables',
      'ReplaceRoute',
    ]);
  });

  it('gets it when another copy of the function saw the conflict', async () => {
    await using bench = await startAwsTestbed();
    const one = bench.handler;
    bench.restart();
    bench.boot(9);
    await bench.deliver();
    const holder = bench.boot(0);
    await bench.deliver();
    const waiting = bench.boot(0, '10.240.0.99');
    await bench.queue.drain(one);
    expect((await callsOfEnd(bench, holder)).length).toBeLessThanOrEqual(5);
    expect(bench.routes()[RANGE]).toBe(waiting);
  });

  it('gets it when the holder states another range after a stop', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    bench.ec2.backend.stop(holder);
    bench.ec2.settle();
    await bench.deliver();
    bench.restart();
    bench.ec2.backend.setUserData(holder, 'name=worker-0|pod-cidr=10.200.7.0/24');
    bench.ec2.backend.start(holder);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({ [RANGE]: waiting, '10.200.7.0/24': holder });
  });

  it('gets a range that overlapped the holder’s', async () => {
    await using bench = await startAwsTestbed();
    const holder = bench.boot(0);
    await bench.deliver();
    const { subnetId } = bench.network;
    const waiting = bench.ec2.backend.runInstance({ subnetId, tags: { 'pod-cidr': '10.200.0.0/23' } }).id;
    await bench.deliver();
    expect(waitingTags(bench)).toEqual({ [waiting]: '10.200.0.0/23' });
    bench.restart();
    const calls = await callsOfEnd(bench, holder);
    expect(bench.routes()).toEqual({ '10.200.0.0/23': waiting });
    expect(calls).toHaveLength(5);
  });

  it.each([true, false])('gets a route that no longer names the holder (told late; names it: %s)', async (keeps) => {
    await using bench = await startAwsTestbed({ variants: { blackholeKeepsInstanceId: keeps } });
    const { holder, waiting } = await contested(bench);
    bench.restart();
    bench.ec2.backend.terminate(holder);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()[RANGE]).toBe(waiting);
  });

  it('hands over from one to the next, the earliest first', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    const third = bench.boot(0, '10.240.0.98');
    await bench.deliver();
    bench.restart();
    await callsOfEnd(bench, holder);
    expect(bench.routes()[RANGE]).toBe(waiting);
    bench.restart();
    await callsOfEnd(bench, waiting);
    expect(bench.routes()[RANGE]).toBe(third);
  });

  it('that ends first changes nothing, and the resync removes its tag', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    expect((await callsOfEnd(bench, waiting)).length).toBeLessThanOrEqual(3);
    expect(bench.routes()).toEqual({ [RANGE]: holder });
    expect(waitingTags(bench)).toEqual({ [waiting]: RANGE });
    bench.ec2.settle();
    await bench.invokeManually({ action: 'resync' });
    expect(waitingTags(bench)).toEqual({});
    bench.ec2.calls.reset();
    await bench.invokeManually({ action: 'resync' });
    expect(bench.ec2.calls.all.map(({ action }) => action)).toEqual(['DescribeRouteTables', 'DescribeInstances']);
  });

  it('that got the range loses its tag with the next resync, not before', async () => {
    await using bench = await startAwsTestbed();
    const { holder, waiting } = await contested(bench);
    await callsOfEnd(bench, holder);
    expect(waitingTags(bench)).toEqual({ [waiting]: RANGE });
    await bench.invokeManually({ action: 'resync' });
    expect(waitingTags(bench)).toEqual({});
  });

  it('keeps its tag as long as it waits, and a steady conflict costs no further call', async () => {
    await using bench = await startAwsTestbed();
    const { waiting } = await contested(bench);
    bench.ec2.calls.reset();
    await bench.invokeManually({ action: 'resync' });
    await bench.invokeManually({ action: 'resync' });
    expect(bench.ec2.calls.count('CreateTags') + bench.ec2.calls.count('DeleteTags')).toBe(0);
    expect(waitingTags(bench)).toEqual({ [waiting]: RANGE });
  });

  it('is told of again when its tag could not be written', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    await bench.deliver();
    bench.ec2.faults.failNext('CreateTags', { code: 'InternalError', status: 500 });
    const waiting = bench.boot(0, '10.240.0.99');
    await bench.deliver();
    expect(bench.queue.length).toBeGreaterThan(0);
    await bench.queue.drainAll(bench.handler);
    expect(waitingTags(bench)).toEqual({ [waiting]: RANGE });
    expect(bench.queue.deadLetters).toEqual([]);
  });
});

describe('tags for those who wait', () => {
  it('are written to the table of the lowest id', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const { vpcId, routeTableId } = bench.network;
    const others = [1, 2, 3].map(() => backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id);
    const { waiting } = await contested(bench);
    const [lowest, ...rest] = [routeTableId, ...others].toSorted();
    expect(waitingTags(bench, lowest)).toEqual({ [waiting]: RANGE });
    for (const table of rest) expect(waitingTags(bench, table)).toEqual({});
  });

  it('are at most twenty, of which the oldest stay', async () => {
    await using bench = await startAwsTestbed();
    const { ec2, network } = bench;
    bench.boot(0);
    await bench.deliver();
    const { subnetId } = network;
    for (let i = 0; i < 25; i += 1) ec2.backend.runInstance({ subnetId, tags: { 'pod-cidr': RANGE } });
    await bench.deliver();
    const first = waitingTags(bench);
    expect(Object.keys(first)).toHaveLength(20);
    await bench.invokeManually({ action: 'resync' });
    expect(waitingTags(bench)).toEqual(first);
  });

  it('that are forged cause one look-up at most, and go with the next resync', async () => {
    await using bench = await startAwsTestbed();
    const { ec2, network } = bench;
    const holder = bench.boot(0);
    const other = bench.boot(1);
    await bench.deliver();
    ec2.backend.tag(network.routeTableId, {
      [`${PREFIX}${other}`]: RANGE,
      [`${PREFIX}i-0123456789abcdef0`]: RANGE,
      [`${PREFIX}${holder}0`]: 'everything',
      [`${PREFIX}somebody`]: RANGE,
      [`${PREFIX}i-0123456789abcdef1`]: `${RANGE}  `,
    });
    const calls = await callsOfEnd(bench, holder);
    expect(bench.routes()).toEqual({ '10.200.1.0/24': other });
    expect(calls).toEqual(['DescribeRouteTables', 'DescribeInstances', 'DescribeRouteTables', 'DeleteRoute']);
    await bench.invokeManually({ action: 'resync' });
    expect(waitingTags(bench)).toEqual({});
  });

  it('that may not be written are warned of once, and the process remembers', async () => {
    await using bench = await startAwsTestbed();
    const refuse = () => bench.ec2.faults.failNext('CreateTags', { code: 'UnauthorizedOperation' });
    refuse();
    const { holder, waiting } = await contested(bench);
    refuse();
    await bench.invokeManually({ action: 'resync' });
    const warnings = bench.lines.filter((line) => String(line['message']).includes('CreateTags'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.['message']).toContain(`CreateTags on ${bench.network.routeTableId}`);
    expect(warnings[0]?.['message']).toContain('allow ec2:CreateTags');
    expect(warnings[0]).toMatchObject({ level: 'warn' });
    expect(bench.queue.length).toBe(0);
    await unrelatedEvents(bench);
    await callsOfEnd(bench, holder);
    expect(bench.routes()[RANGE]).toBe(waiting);
  });
});
