import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL, workerPodCidr, workerRouteName } from '../../../infra/local/gcp.ts';
import { launch, resync, startGcpLab } from '../support/gcp.ts';
import { allPairs, pairsThatTalk } from '../support/pairs.ts';

describe('the lab on GCP', () => {
  it('no pair of pods talks, then the function hears of three launches, and all do', async () => {
    await using lab = await startGcpLab();
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('a node that may not forward gets no packet through, and is reported', async () => {
    await using lab = await startGcpLab();
    const metadata = { 'pod-cidr': workerPodCidr(7) };
    const silent = lab.addPod(launch(lab.bench, 'worker-7', { canIpForward: false, metadata }), workerPodCidr(7));
    const pods = [lab.boot(0), silent, lab.boot(2)];
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>2', '2>0']);
    expect(JSON.stringify(lab.bench.lines)).toContain('canIpForward is off');
  });

  it('a node ends and the others go on; one that stops is there again when it starts', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    await lab.bench.deliver();
    backend.deleteInstance('worker-2');
    await lab.bench.deliver();
    expect(lab.bench.routes()).not.toHaveProperty(workerRouteName(2));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0']);
    backend.stop('worker-1');
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
    backend.start('worker-1');
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0']);
  });

  it('a route is deleted by hand: nobody gets there, or an answer from there, until the resync', async () => {
    await using lab = await startGcpLab();
    const pods = [0, 1, 2].map((i) => lab.boot(i));
    await lab.bench.deliver();
    lab.bench.gce.backend.deleteRoute(workerRouteName(1));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>2', '2>0']);
    await resync(lab);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('a successor gets the range, and its pods the packets', async () => {
    await using lab = await startGcpLab();
    const [client] = [lab.boot(0), lab.boot(1)];
    await lab.bench.deliver();
    const metadata = { 'pod-cidr': workerPodCidr(1) };
    const successor = lab.addPod(launch(lab.bench, 'next', { metadata }), workerPodCidr(1));
    await lab.bench.deliver();
    lab.bench.gce.backend.deleteInstance('worker-1');
    expect(await lab.vpc.ping(client, successor)).toBe(false);
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, [client, successor])).toEqual(allPairs(2));
  });

  it('firewall rules: in by priority, what denies first; answers always', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    const pods = [0, 1].map((i) => lab.boot(i));
    await lab.bench.deliver();
    const everything = [{ IPProtocol: 'all' }];
    const deny = (priority: number) =>
      backend.createFirewall('deny', GCP_TUTORIAL.network, {
        denied: everything,
        sourceRanges: [workerPodCidr(0)],
        priority,
      });
    deny(2000);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(2));
    backend.deleteFirewall('deny');
    deny(1000);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['1>0']);
    backend.createFirewall('out', GCP_TUTORIAL.network, {
      direction: 'EGRESS',
      denied: everything,
      destinationRanges: [workerPodCidr(0)],
    });
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
  });
});
