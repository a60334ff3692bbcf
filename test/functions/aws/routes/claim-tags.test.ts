import { describe, expect, it } from 'vitest';
import { CLAIM_TAG } from '../../../../shared/aws/pod-cidr/claim-tag.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const RESYNC = { action: 'resync' };
const LAUNCHED = Date.UTC(2030, 0, 1, 12);
const NOTED_TAG = '2030-01-01T12:00:00.000Z 10.200.0.0/24';

/** A function that notes what it reads, on a clock that only moves when told. */
async function startWithTagging(settings: Record<string, string> = { WRITE_POD_CIDR_TAG: 'true' }) {
  const clock = new VirtualClock(LAUNCHED);
  const testbed = await startAwsTestbed({ settings, clock, now: clock.now });
  return { bench: testbed, clock, [Symbol.asyncDispose]: () => testbed[Symbol.asyncDispose]() };
}

const tagOf = ({ ec2 }: AwsTestbed, id: string) => ec2.backend.instance(id)?.tags.get(CLAIM_TAG);
const reads = ({ ec2 }: AwsTestbed) => ec2.calls.count('DescribeInstanceAttribute');

describe('what was read in user data', () => {
  it('is noted by a resync, and read there by a process that starts anew', async () => {
    await using at = await startWithTagging();
    const { bench } = at;
    const id = bench.boot(0);
    await bench.deliver();
    expect(tagOf(bench, id)).toBeUndefined();
    await bench.invokeManually(RESYNC);
    expect(tagOf(bench, id)).toBe(NOTED_TAG);
    bench.restart();
    bench.ec2.calls.reset();
    expect((await bench.invokeManually(RESYNC)).changes).toEqual([]);
    expect(bench.ec2.calls.all.map(({ action }) => action)).toEqual(['DescribeRouteTables', 'DescribeInstances']);
  });

  it('is neither noted nor believed unless that is wanted, nor noted by a plan', async () => {
    await using off = await startWithTagging({});
    const id = off.bench.boot(0);
    await off.bench.invokeManually(RESYNC);
    expect(tagOf(off.bench, id)).toBeUndefined();
    off.bench.ec2.backend.tag(id, { [CLAIM_TAG]: NOTED_TAG.replace('10.200.0', '10.200.9') });
    off.bench.restart();
    expect((await off.bench.invokeManually(RESYNC)).changes).toEqual([]);
    await using on = await startWithTagging();
    on.bench.boot(0);
    await on.bench.invokeManually({ action: 'plan' });
    expect(on.bench.ec2.calls.count('CreateTags')).toBe(0);
  });

  it('never beats user data that was changed since: a note of an earlier launch says nothing', async () => {
    await using at = await startWithTagging();
    const { bench, clock } = at;
    const { backend } = bench.ec2;
    const id = bench.boot(0);
    await bench.invokeManually(RESYNC);
    backend.stop(id);
    bench.ec2.settle();
    backend.setUserData(id, 'pod-cidr=10.200.7.0/24');
    bench.restart();
    // A stopped instance's user data may be changed at any time, and its launch is still the noted one.
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ '10.200.7.0/24': id });
    await clock.sleep(60_000);
    backend.start(id);
    bench.ec2.settle();
    bench.restart();
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ '10.200.7.0/24': id });
    expect(tagOf(bench, id)).toBe('2030-01-01T12:01:00.000Z 10.200.7.0/24');
  });

  it('counts less than what a person wrote, and is not noted beside it', async () => {
    await using at = await startWithTagging();
    const { bench } = at;
    const id = bench.boot(0);
    await bench.invokeManually(RESYNC);
    bench.ec2.backend.tag(id, { 'pod-cidr': '10.200.5.0/24' });
    bench.restart();
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ '10.200.5.0/24': id });
    expect(tagOf(bench, id)).toBe(NOTED_TAG);
  });

  it('is noted only where it is ranges, in a tag’s 256 characters: user data holds secrets', async () => {
    await using at = await startWithTagging();
    const { bench } = at;
    const { backend } = bench.ec2;
    const boot = (userData: string) => backend.runInstance({ subnetId: bench.network.subnetId, userData }).id;
    const secret = boot('pod-cidr=hunter2secret');
    const mixed = boot('pod-cidr=10.200.3.0/24,hunter2secret');
    const long = boot(`pod-cidr=${Array.from({ length: 20 }, (_, i) => `10.200.${i}.0/24`).join(',')}`);
    const none = boot('name=controller-0');
    bench.ec2.settle();
    await bench.invokeManually(RESYNC);
    for (const id of [secret, mixed, long, none]) expect(tagOf(bench, id)).toBeUndefined();
    expect(bench.ec2.calls.count('CreateTags')).toBe(0);
  });

  it('is noted where the metadata of an instance shows its tags, for which EC2 takes fewer keys', async () => {
    await using at = await startWithTagging();
    const { bench } = at;
    const { subnetId } = bench.network;
    const input = { subnetId, userData: 'pod-cidr=10.200.0.0/24', showsTagsInMetadata: true };
    const { id } = bench.ec2.backend.runInstance(input);
    bench.ec2.settle();
    await bench.invokeManually(RESYNC);
    expect(tagOf(bench, id)).toBe(NOTED_TAG);
  });

  it('is noted eighty at a time', async () => {
    await using at = await startWithTagging();
    const { bench } = at;
    for (let i = 0; i < 100; i += 1) bench.boot(i, `10.240.0.${i + 20}`);
    await bench.invokeManually(RESYNC);
    expect(bench.ec2.calls.count('CreateTags')).toBe(80);
    await bench.invokeManually(RESYNC);
    expect(bench.ec2.calls.count('CreateTags')).toBe(100);
  });

  it('may not be noted: said once in each resync, and the routes are right all the same', async () => {
    await using at = await startWithTagging();
    const { bench } = at;
    const ids = Array.from({ length: 30 }, (_, i) => bench.boot(i, `10.240.0.${i + 20}`));
    bench.ec2.faults.failNext('CreateTags', { code: 'UnauthorizedOperation', status: 403 }, 1000);
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ created: 30, failed: 0 });
    expect(new Set(Object.values(bench.routes()))).toEqual(new Set(ids));
    // No more than were under way when the first was refused.
    expect(bench.ec2.calls.count('CreateTags')).toBeLessThanOrEqual(16);
    const told = bench.lines.filter(({ level }) => level === 'error');
    expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('allow ec2:CreateTags') })]);
    expect(reads(bench)).toBe(30);
  });
});
