import { describe, expect, it } from 'vitest';
import { podCidrOf } from '../../../infra/local/aws.ts';
import { startAwsTestbed } from '../../support/testbed/aws.ts';
import { allPairs, pairsThatTalk } from '../support/pairs.ts';
import { ec2Source } from '../vpc/aws/source.ts';
import { startVpc } from '../vpc/vpc.ts';

describe('the lab on AWS', () => {
  it('no pair of pods talks, then the function hears of three launches, and all do', async () => {
    await using bench = await startAwsTestbed();
    using vpc = startVpc(ec2Source(bench.ec2));
    const pods = [0, 1, 2].map((i) => vpc.addPod(bench.boot(i), podCidrOf(i)));
    expect(await pairsThatTalk(vpc, pods)).toEqual([]);
    await bench.deliver();
    expect(await pairsThatTalk(vpc, pods)).toEqual(allPairs(3));
  });
});
