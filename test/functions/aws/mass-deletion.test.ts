import { describe, expect, it } from 'vitest';
import { type AwsBench, awsBench } from '../../support/aws.ts';
import { FLEET_SETTINGS, groundFor } from '../../support/fleet.ts';

const FORCED = { action: 'resync', force: true };

/** A fleet with its routes, of which the nodes after `from` have ended behind the function's back. */
function end({ ec2, network, queue }: AwsBench, nodes: number, from: number): void {
  const { settle } = groundFor(ec2, 1, network);
  const ids = Array.from({ length: nodes }, (_, i) => settle(i));
  for (const id of ids.slice(from)) ec2.world.terminate(id);
  ec2.settle();
  queue.takeAll();
  ec2.calls.reset();
}

/** Does something once, right after so many calls of an action were answered. */
function after({ ec2 }: AwsBench, action: string, count: number, act: () => void): void {
  const record = ec2.calls.record.bind(ec2.calls);
  ec2.calls.record = (call) => {
    record(call);
    if (call.action === action && ec2.calls.count(action) === count) act();
  };
}

/** Points all pod routes that are left at somebody else's instance, which never asked for them. Answers their destinations. */
function repoint(bench: AwsBench): string[] {
  const { ec2, network } = bench;
  const left = Object.keys(bench.routes()).toSorted();
  const { id } = ec2.world.runInstance({ subnetId: network.subnetId });
  for (const range of left) ec2.world.replaceRoute(network.routeTableId, range, { field: 'instanceId', id });
  return left;
}

const fleetBench = (maxAttempts = 1) => awsBench({ settings: FLEET_SETTINGS, maxAttempts });

describe('a mass deletion', () => {
  it('looks again once for eight deletions, not once for each', async () => {
    await using bench = await fleetBench();
    end(bench, 100, 20);
    const report = await bench.manual(FORCED);
    expect(report.summary).toMatchObject({ deleted: 80, failed: 0, unchanged: 20 });
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(80);
    // The look that finds it out, and one for each batch of eight.
    expect(bench.ec2.calls.count('DescribeRouteTables')).toBe(1 + 80 / 8);
  });

  it.each([1, 2, 4])(
    'leaves alone what somebody re-pointed after batch %i, whatever was read before',
    async (batches) => {
      await using bench = await fleetBench();
      end(bench, 40, 0);
      let left: string[] = [];
      after(bench, 'DeleteRoute', 8 * batches, () => (left = repoint(bench)));
      await bench.manual(FORCED);
      expect(left).toHaveLength(40 - 8 * batches);
      expect(Object.keys(bench.routes()).toSorted()).toEqual(left);
      expect(bench.ec2.calls.count('DeleteRoute')).toBe(8 * batches);
    },
  );

  it('can lose no more than one batch: what is re-pointed after its look, before its deletions arrive', async () => {
    await using bench = await fleetBench();
    end(bench, 40, 0);
    // The first look is the plan's, the second the first batch's.
    after(bench, 'DescribeRouteTables', 2, () => void repoint(bench));
    await bench.manual(FORCED);
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(8);
    expect(Object.keys(bench.routes())).toHaveLength(32);
  });

  it('looks again before it sends a throttled deletion once more', async () => {
    await using bench = await fleetBench(8);
    end(bench, 1, 0);
    bench.ec2.faults.failNext('DeleteRoute', { code: 'RequestLimitExceeded', status: 503 });
    after(bench, 'DeleteRoute', 1, () => void repoint(bench));
    const report = await bench.manual(FORCED);
    expect(report.summary).toMatchObject({ deleted: 0, failed: 0 });
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(1);
    expect(Object.keys(bench.routes())).toHaveLength(1);
  });
});
