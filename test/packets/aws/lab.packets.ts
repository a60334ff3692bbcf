import { describe, expect, it } from 'vitest';
import { podCidrOf } from '../../../infra/local/aws.ts';
import { resync, startAwsLab } from '../support/aws.ts';
import { allPairs, pairsThatTalk } from '../support/pairs.ts';

describe('the lab on AWS', () => {
  it('no pair of pods talks, then the function hears of three launches, and all do', async () => {
    await using lab = await startAwsLab();
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('a node with its source/destination check on gets no packet through, until the function turns it off', async () => {
    await using lab = await startAwsLab();
    const { ec2 } = lab.bench;
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    await lab.bench.deliver();
    ec2.backend.setSourceDestCheck(pods[1]?.instance ?? '', true);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>2', '2>0']);
    await resync(lab);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('a node ends and the others go on; one that stops is there again when it starts', async () => {
    await using lab = await startAwsLab();
    const { ec2 } = lab.bench;
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    const [, second, third] = pods.map(({ instance }) => instance);
    await lab.bench.deliver();
    ec2.backend.terminate(third ?? '');
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0']);
    ec2.settle();
    await lab.bench.deliver();
    expect(Object.values(lab.bench.routes())).not.toContain(third);
    ec2.backend.stop(second ?? '');
    ec2.settle();
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
    ec2.backend.start(second ?? '');
    ec2.settle();
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0']);
  });

  it('a route is deleted by hand: nobody gets there, or an answer from there, until the resync', async () => {
    await using lab = await startAwsLab();
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    await lab.bench.deliver();
    lab.bench.ec2.backend.deleteRoute(lab.bench.network.routeTableId, podCidrOf(1));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>2', '2>0']);
    await resync(lab);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('a successor gets the range, and its pods the packets', async () => {
    await using lab = await startAwsLab();
    const [client, old] = [lab.boot(0), lab.boot(1)];
    await lab.bench.deliver();
    const successor = lab.vpc.addPod(lab.bench.boot(1, '10.240.0.31'), podCidrOf(1));
    lab.bench.ec2.backend.terminate(old.instance);
    lab.bench.ec2.settle();
    expect(await lab.vpc.ping(client, successor)).toBe(false);
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, [client, successor])).toEqual(allPairs(2));
  });
});
