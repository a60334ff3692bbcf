import { PutWarmPoolCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { AwsGroup, rangeOf, settle, tagOf } from './group.ts';

/** Has one stopped instance ready beside the group's own. */
async function addWarmPool(bench: AwsTestbed, group: AwsGroup): Promise<void> {
  const pool = { PoolState: 'Stopped', MinSize: 1, MaxGroupPreparedCapacity: 1 } as const;
  await bench.clients.autoScaling().send(new PutWarmPoolCommand({ AutoScalingGroupName: group.name, ...pool }));
}

const warmed = ({ members }: AwsGroup) => members.find(({ phase }) => phase.startsWith('Warmed:'))?.instance ?? '';

describe('a warm pool of instances that ask for a range', () => {
  it('has them told while they warm up; while they are stopped, nobody else gets their range', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    const group = await AwsGroup.create(bench, { size: 1, userData: 'pod-cidr=auto' });
    await settle(bench);
    await addWarmPool(bench, group);
    await settle(bench);
    const id = warmed(group);
    expect(group.states).toEqual(['InService', 'Warmed:Stopped']);
    const range = rangeOf(bench, id);
    expect(range).toBeDefined();
    // Both ranges have their node: a third one waits.
    const { id: third } = bench.ec2.backend.runInstance({
      subnetId: bench.network.subnetId,
      tags: { 'pod-cidr': 'auto' },
    });
    bench.ec2.settle();
    await bench.deliver();
    await bench.invokeManually({ action: 'resync' });
    expect(tagOf(bench, third)).toBe('auto');
    expect(rangeOf(bench, id)).toBe(range);
  });

  it('gives the group a node that still has its range, behind a hook that opens', async () => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 1, userData: 'pod-cidr=auto' });
    await settle(bench);
    await addWarmPool(bench, group);
    await settle(bench);
    const id = warmed(group);
    const range = rangeOf(bench, id);
    expect(range).toBeDefined();
    await group.resize(2);
    expect(group.members.find(({ instance }) => instance === id)).toMatchObject({ phase: 'Pending', step: 'Wait' });
    await settle(bench);
    expect(group.members.find(({ instance }) => instance === id)?.phase).toBe('InService');
    expect(rangeOf(bench, id)).toBe(range);
  });

  it('keeps the reservation of an instance that is stopped untold, which is told when it is started', async () => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 0, userData: 'pod-cidr=auto' });
    await addWarmPool(bench, group);
    bench.ec2.faults.failAlways('CreateTags', { code: 'UnauthorizedOperation' });
    await bench.deliver();
    const id = warmed(group);
    const [reserved = ''] = Object.keys(bench.routes());
    bench.ec2.settle();
    bench.ec2.backend.stop(id);
    bench.ec2.settle();
    bench.ec2.faults.stopFailing('CreateTags');
    await bench.invokeManually({ action: 'resync' });
    expect([tagOf(bench, id), bench.routes()[reserved]]).toEqual([undefined, id]);
    bench.ec2.backend.start(id);
    await settle(bench);
    expect(rangeOf(bench, id)).toBe(reserved);
  });
});
