import { describe, expect, it } from 'vitest';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { FLEET_SETTINGS, fleetNetworkFor } from '../../../support/testbed/fleet.ts';

const SCHEDULE = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

/** The actions called while `work` went on. */
async function callsOf({ ec2 }: AwsTestbed, work: () => Promise<unknown>): Promise<string[]> {
  ec2.calls.reset();
  await work();
  return ec2.calls.all.map(({ action }) => action).toSorted();
}

describe('API calls', () => {
  it('of a launch with one table: four', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    const calls = await callsOf(bench, () => bench.deliver());
    expect(calls).toEqual(['CreateRoute', 'DescribeInstanceAttribute', 'DescribeInstances', 'DescribeRouteTables']);
  });

  it('of a launch that states its range in the tag: three', async () => {
    await using bench = await startAwsTestbed();
    const { ec2, network } = bench;
    ec2.backend.runInstance({ subnetId: network.subnetId, tags: { 'pod-cidr': '10.200.7.0/24' } });
    const calls = await callsOf(bench, () => bench.deliver());
    expect(calls).toEqual(['CreateRoute', 'DescribeInstances', 'DescribeRouteTables']);
  });

  it('of a launch in three tables: two more', async () => {
    await using bench = await startAwsTestbed({ settings: FLEET_SETTINGS });
    const { launch } = fleetNetworkFor(bench.ec2, 3, bench.network);
    launch(0);
    const calls = await callsOf(bench, () => bench.deliver());
    expect(calls).toHaveLength(6);
    expect(bench.ec2.calls.count('CreateRoute')).toBe(3);
  });

  it('of a termination: three, of which one looks again before the deletion; none when it is over, and one in another process', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(id);
    const calls = await callsOf(bench, () => bench.deliver());
    expect(calls).toEqual(['DeleteRoute', 'DescribeRouteTables', 'DescribeRouteTables']);
    bench.ec2.settle();
    const [over = ''] = bench.queue.takeAll();
    bench.queue.sendBody(over);
    expect(await callsOf(bench, () => bench.deliver())).toEqual([]);
    bench.restart();
    bench.queue.sendBody(over);
    expect(await callsOf(bench, () => bench.deliver())).toEqual(['DescribeRouteTables']);
  });

  it('of a resync of 1,000 unchanged nodes: the pages of two listings, and none for each node', async () => {
    await using bench = await startAwsTestbed({ settings: FLEET_SETTINGS });
    const { launchSettled } = fleetNetworkFor(bench.ec2, 1, bench.network);
    for (let i = 0; i < 1000; i += 1) launchSettled(i);
    const cold = await callsOf(bench, () => bench.handler(SCHEDULE));
    expect(cold.filter((action) => action === 'DescribeInstanceAttribute')).toHaveLength(1000);
    const warm = await callsOf(bench, () => bench.handler(SCHEDULE));
    expect(warm).toEqual(['DescribeInstances', 'DescribeRouteTables']);
    bench.ec2.backend.settings.maxPage = 300;
    const paged = await callsOf(bench, () => bench.handler(SCHEDULE));
    expect(paged).toEqual([...Array.from({ length: 4 }, () => 'DescribeInstances'), 'DescribeRouteTables']);
  }, 60_000);
});
