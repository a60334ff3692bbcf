import { describe, expect, it } from 'vitest';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { FLEET_SETTINGS, fleetNetworkFor } from '../../../support/testbed/fleet.ts';

const FORCED = { action: 'resync', force: true };

/** A fleet with its routes, of which the nodes after `from` have ended behind the function's back. */
function seedEndedFleet({ ec2, network, queue }: AwsTestbed, nodes: number, from: number): void {
  const { launchSettled } = fleetNetworkFor(ec2, 1, network);
  const ids = Array.from({ length: nodes }, (_, i) => launchSettled(i));
  for (const id of ids.slice(from)) ec2.backend.terminate(id);
  ec2.settle();
  queue.takeAll();
  ec2.calls.reset();
}

/** Does something once, right after so many calls of an action were answered. */
function afterCalls({ ec2 }: AwsTestbed, action: string, count: number, act: () => void): void {
  const record = ec2.calls.record.bind(ec2.calls);
  ec2.calls.record = (call) => {
    record(call);
    if (call.action === action && ec2.calls.count(action) === count) act();
  };
}

/** Points all pod routes that are left at somebody else's instance, which never asked for them. Answers their destinations. */
function repoint(testbed: AwsTestbed): string[] {
  const { ec2, network } = testbed;
  const left = Object.keys(testbed.routes()).toSorted();
  const { id } = ec2.backend.runInstance({ subnetId: network.subnetId });
  const target = { field: 'networkInterfaceId', id: ec2.backend.interfacesOf(id)[0]?.id ?? '' } as const;
  for (const range of left) ec2.backend.replaceRoute(network.routeTableId, range, target);
  return left;
}

const startFleetTestbed = (maxAttempts = 1) => startAwsTestbed({ settings: FLEET_SETTINGS, maxAttempts });

describe('a mass deletion', () => {
  it('looks again once for eight deletions, not once for each', async () => {
    await using bench = await startFleetTestbed();
    seedEndedFleet(bench, 100, 20);
    const report = await bench.invokeManually(FORCED);
    expect(report.summary).toMatchObject({ deleted: 80, failed: 0, unchanged: 20 });
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(80);
    // The look that finds it out, and one for each batch of eight.
    expect(bench.ec2.calls.count('DescribeRouteTables')).toBe(1 + 80 / 8);
  });

  it.each([1, 2, 4])(
    'leaves alone what somebody re-pointed after batch %i, whatever was read before',
    async (batches) => {
      await using bench = await startFleetTestbed();
      seedEndedFleet(bench, 40, 0);
      let left: string[] = [];
      afterCalls(bench, 'DeleteRoute', 8 * batches, () => (left = repoint(bench)));
      await bench.invokeManually(FORCED);
      expect(left).toHaveLength(40 - 8 * batches);
      expect(Object.keys(bench.routes()).toSorted()).toEqual(left);
      expect(bench.ec2.calls.count('DeleteRoute')).toBe(8 * batches);
    },
  );

  it('can lose no more than one batch: what is re-pointed after its look, before its deletions arrive', async () => {
    await using bench = await startFleetTestbed();
    seedEndedFleet(bench, 40, 0);
    // The first look is the plan's, the second the first batch's.
    afterCalls(bench, 'DescribeRouteTables', 2, () => void repoint(bench));
    await bench.invokeManually(FORCED);
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(8);
    expect(Object.keys(bench.routes())).toHaveLength(32);
  });

  it('looks again before it sends a throttled deletion once more', async () => {
    await using bench = await startFleetTestbed(8);
    seedEndedFleet(bench, 1, 0);
    bench.ec2.faults.failNext('DeleteRoute', { code: 'RequestLimitExceeded', status: 503 });
    afterCalls(bench, 'DeleteRoute', 1, () => void repoint(bench));
    const report = await bench.invokeManually(FORCED);
    expect(report.summary).toMatchObject({ deleted: 0, failed: 0 });
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(1);
    expect(Object.keys(bench.routes())).toHaveLength(1);
  });
});
