import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { AwsGroup, rangeOf, settle, tagOf } from './group.ts';

const ASKING = { userData: '#!/bin/sh\nexport POD_CIDR=auto\n' };

/** Fails unless each node has a range of its own. */
function rangesOf(bench: AwsTestbed, ids: readonly string[]): string[] {
  const ranges = ids.map((id) => rangeOf(bench, id) ?? `${id}: none`);
  expect(ranges).toEqual(ranges.map(() => expect.stringMatching(/^10\.200\.\d{1,3}\.0\/24$/)));
  expect(new Set(ranges).size).toBe(ids.length);
  return ranges;
}

describe('an Auto Scaling group whose instances ask for a range', () => {
  it.each([
    ['by their user data', ASKING],
    ['by a tag that propagates', { propagatedTags: { 'pod-cidr': 'auto' } }],
  ])('%s: each gets its own with the event of its launch, and the group goes on', async (_, how) => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 3, ...how });
    expect(group.states).toEqual(['Pending:Wait', 'Pending:Wait', 'Pending:Wait']);
    await bench.deliver();
    rangesOf(bench, group.ids);
    expect(Object.keys(bench.routes())).toHaveLength(3);
    expect(group.states).toEqual(['Pending:Proceed', 'Pending:Proceed', 'Pending:Proceed']);
    bench.ec2.settle();
    expect(group.states).toEqual(['InService', 'InService', 'InService']);
  });

  it('grows and shrinks: who stays keeps its range, who goes frees it', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/22' } });
    const group = await AwsGroup.create(bench, { size: 2, ...ASKING });
    await settle(bench);
    const before = rangesOf(bench, group.ids);
    await group.resize(4);
    await settle(bench);
    const [first = '', second = '', ...added] = rangesOf(bench, group.ids);
    expect([first, second]).toEqual(before);
    await group.resize(2);
    await settle(bench);
    const kept = rangesOf(bench, group.ids);
    expect(kept.toSorted()).toEqual(added.toSorted());
    expect(Object.keys(bench.routes()).toSorted()).toEqual(kept.toSorted());
    // There are no others than those that were given up.
    await group.resize(4);
    await settle(bench);
    expect(rangesOf(bench, group.ids).slice(2).toSorted()).toEqual(before.toSorted());
  });

  it('is refreshed replacement first: the new one is told its range while the old one has its own', async () => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 3, ...ASKING });
    await settle(bench);
    const before = group.ids;
    await group.refresh(100, 110);
    const inService: number[] = [];
    await settle(bench, () => inService.push(group.states.filter((state) => state === 'InService').length));
    expect(Math.min(...inService)).toBe(3);
    expect(group.ids.filter((id) => before.includes(id))).toEqual([]);
    const ranges = rangesOf(bench, group.ids);
    expect(Object.keys(bench.routes()).toSorted()).toEqual(ranges.toSorted());
    expect(bench.autoScaling.actions.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'CONTINUE'));
  });

  it('replaces an instance that somebody ends, and the new one gets a range', async () => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 2, ...ASKING });
    await settle(bench);
    const [ended = '', other = ''] = group.ids;
    const range = rangeOf(bench, other);
    bench.ec2.backend.terminate(ended);
    await settle(bench);
    expect(group.ids).toContain(other);
    expect(rangesOf(bench, group.ids)[0]).toBe(range);
    expect(Object.keys(bench.routes())).toHaveLength(2);
  });
});

describe('the launch hook of an instance that asks', () => {
  it('holds it while it cannot be told, although its route is there', async () => {
    await using bench = await startAwsTestbed();
    bench.ec2.faults.failAlways('CreateTags', { code: 'UnauthorizedOperation' });
    const group = await AwsGroup.create(bench, { size: 1, ...ASKING });
    bench.ec2.settle();
    await bench.deliver();
    const [id = ''] = group.ids;
    expect(Object.values(bench.routes())).toEqual([id]);
    expect(group.states).toEqual(['Pending:Wait']);
    bench.ec2.faults.stopFailing('CreateTags');
    await settle(bench);
    expect(group.states).toEqual(['InService']);
    rangesOf(bench, [id]);
  });

  it('holds it until it is routed in every table', async () => {
    await using bench = await startAwsTestbed();
    const { vpcId, routeTableId } = bench.network;
    const second = bench.ec2.backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id;
    const group = await AwsGroup.create(bench, { size: 1, ...ASKING });
    // The first of them reserves the range.
    const refuse = { code: 'RouteLimitExceeded' };
    const stop = bench.ec2.onTagChange(() => bench.ec2.faults.failAlways('CreateRoute', refuse));
    await bench.deliver();
    stop();
    const [id = ''] = group.ids;
    const [first = '', other = ''] = [routeTableId, second].toSorted();
    expect(rangeOf(bench, id, first)).toBe(tagOf(bench, id));
    expect(bench.routes(other)).toEqual({});
    expect(group.states).toEqual(['Pending:Wait']);
    bench.ec2.faults.stopFailing('CreateRoute');
    await settle(bench);
    expect(rangeOf(bench, id, other)).toBe(tagOf(bench, id));
    expect(group.states).toEqual(['InService']);
  });
});
