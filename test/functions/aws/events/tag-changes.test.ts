import { describe, expect, it } from 'vitest';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.50.0/24';

/** Launches an instance up to `running`, with nothing to be delivered any more. */
async function launch(bench: AwsTestbed, tags: Record<string, string> = {}) {
  const { ec2, network, queue } = bench;
  const { id } = ec2.backend.runInstance({ subnetId: network.subnetId, tags });
  ec2.settle();
  await bench.deliver();
  queue.takeAll();
  ec2.calls.reset();
  return id;
}

/** Tells the function what EventBridge tells of an instance's tag `pod-cidr` as it is now. */
async function tellTag(bench: AwsTestbed, id: string): Promise<void> {
  const { ec2, queue } = bench;
  queue.takeAll();
  queue.send({
    version: '0',
    account: '123456789012',
    region: 'us-east-1',
    source: 'aws.tag',
    'detail-type': 'Tag Change on Resource',
    time: new Date().toISOString(),
    resources: [`arn:aws:ec2:us-east-1:123456789012:instance/${id}`],
    detail: {
      'changed-tag-keys': ['pod-cidr'],
      service: 'ec2',
      'resource-type': 'instance',
      version: 3,
      tags: Object.fromEntries(ec2.backend.instance(id)?.tags ?? []),
    },
  });
  await bench.deliver();
}

const tagOf = ({ ec2 }: AwsTestbed, id: string) => ec2.backend.instance(id)?.tags.get('pod-cidr') ?? '';

describe('the tag pod-cidr of a running instance', () => {
  it('gives it a route with the event, and another one when it is changed', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const id = await launch(bench);
    backend.tag(id, { 'pod-cidr': D });
    await tellTag(bench, id);
    expect(bench.routes()).toEqual({ [D]: id });
    backend.tag(id, { 'pod-cidr': '10.200.51.0/24' });
    await tellTag(bench, id);
    expect(bench.routes()).toEqual({ '10.200.51.0/24': id });
    // Who states nothing any more, and has a route, may be an appliance.
    backend.untag(id, 'pod-cidr');
    await tellTag(bench, id);
    expect(bench.routes()).toEqual({ '10.200.51.0/24': id });
    expect(bench.queue.deadLetters).toEqual([]);
  });

  it('may ask for a range', async () => {
    await using bench = await startAwsTestbed();
    const id = await launch(bench);
    bench.ec2.backend.tag(id, { 'pod-cidr': 'auto' });
    await tellTag(bench, id);
    expect(bench.routes()).toEqual({ [tagOf(bench, id)]: id });
  });
});

describe('the event of a tag that the function wrote itself', () => {
  it('costs no call in the same process', async () => {
    await using bench = await startAwsTestbed();
    const id = await launch(bench, { 'pod-cidr': 'auto' });
    await tellTag(bench, id);
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.lines.at(-1)).toMatchObject({
      message: 'event ignored',
      why: `${id} was told its range by this function`,
    });
  });

  it('costs two reads in another process, and writes nothing', async () => {
    await using bench = await startAwsTestbed();
    const id = await launch(bench, { 'pod-cidr': 'auto' });
    bench.restart();
    await tellTag(bench, id);
    expect(bench.ec2.calls.all.map(({ action }) => action).toSorted()).toEqual([
      'DescribeInstances',
      'DescribeRouteTables',
    ]);
  });

  it('is left alone once: who writes the same again after a change is heard', async () => {
    await using bench = await startAwsTestbed();
    const id = await launch(bench, { 'pod-cidr': 'auto' });
    const told = tagOf(bench, id);
    await tellTag(bench, id);
    bench.ec2.backend.tag(id, { 'pod-cidr': D });
    await tellTag(bench, id);
    expect(bench.routes()).toEqual({ [D]: id });
    bench.ec2.backend.tag(id, { 'pod-cidr': told });
    await tellTag(bench, id);
    expect(bench.routes()).toEqual({ [told]: id });
  });
});
