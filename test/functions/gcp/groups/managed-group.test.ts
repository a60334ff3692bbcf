import { describe, expect, it } from 'vitest';
import { startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { ManagedGroup, settle } from './group.ts';

/** Fails unless each member has a range of its own, and nobody else has one. */
function expectOwnRanges({ ranges }: ManagedGroup, routes: Readonly<Record<string, string>>): string[] {
  expect(ranges).toEqual(ranges.map(() => expect.stringMatching(/^10\.200\.\d{1,3}\.0\/24$/)));
  expect(new Set(ranges).size).toBe(ranges.length);
  expect(Object.keys(routes)).toHaveLength(ranges.length);
  return ranges.map(String);
}

describe('a managed instance group whose template asks for a range', () => {
  it('has each member told its own with the event of its creation', async () => {
    await using bench = await startGcpTestbed();
    const group = await ManagedGroup.create(bench, 3);
    bench.gce.settle();
    await bench.deliver();
    expectOwnRanges(group, bench.routes());
    // Of the template's metadata nothing is lost.
    for (const { metadata } of group.members) {
      expect(metadata.items.map(({ key }) => key).toSorted()).toEqual(['created-by', 'instance-template', 'pod-cidr']);
    }
  });

  it('grows and shrinks: who stays keeps its range, who goes frees it', async () => {
    await using bench = await startGcpTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/22' } });
    const group = await ManagedGroup.create(bench, 2);
    await settle(bench);
    const before = expectOwnRanges(group, bench.routes());
    await group.resize(4);
    await settle(bench);
    const all = expectOwnRanges(group, bench.routes());
    expect(all).toEqual(expect.arrayContaining(before));
    await group.resize(1);
    await settle(bench);
    const [kept] = expectOwnRanges(group, bench.routes());
    expect(all).toContain(kept);
    // There are no others than those that were given up.
    await group.resize(4);
    await settle(bench);
    expect(expectOwnRanges(group, bench.routes()).toSorted()).toEqual(all.toSorted());
  });

  it.each(['is recreated', 'fails its health check', 'is deleted', 'is stopped'])(
    'a member that %s keeps its name, asks again and gets a range; the old route goes',
    async (how) => {
      await using bench = await startGcpTestbed();
      const group = await ManagedGroup.create(bench, 2);
      await settle(bench);
      const [[name = ''], ids, ranges] = [group.names, group.ids, group.ranges];
      const { backend } = bench.gce;
      if (how === 'is recreated') await group.recreate(name);
      else if (how === 'fails its health check') backend.markUnhealthy(name);
      else if (how === 'is deleted') backend.deleteInstance(name);
      else backend.stop(name);
      await settle(bench);
      expect(group.names).toContain(name);
      expect(group.ids.filter((id) => ids.includes(id))).toHaveLength(1);
      expectOwnRanges(group, bench.routes());
      expect(group.ranges).toContain(ranges[1]);
    },
  );

  it('a member that is recreated in no time, before the first event comes, gets a range, too', async () => {
    await using bench = await startGcpTestbed();
    const group = await ManagedGroup.create(bench, 1);
    bench.gce.settle();
    const [name = ''] = group.names;
    await group.recreate(name);
    await settle(bench);
    expectOwnRanges(group, bench.routes());
  });
});
