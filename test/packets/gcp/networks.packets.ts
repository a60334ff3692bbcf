import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL, workerPodCidr, workerRouteName } from '../../../infra/local/gcp.ts';
import { launch, resync, startGcpLab } from '../support/gcp.ts';
import { allPairs, pairsThatTalk } from '../support/pairs.ts';

const { network, region } = GCP_TUTORIAL;

describe('networks on GCP', () => {
  it('nodes in two subnets, one of them with interfaces in two networks', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    backend.createSubnet({ name: 'second', network, region, range: '10.241.0.0/24' });
    backend.createNetwork('other');
    backend.createSubnet({ name: 'other', network: 'other', region, range: '10.242.0.0/24' });
    const metadata = { 'pod-cidr': workerPodCidr(7) };
    const second = launch(lab.bench, 'second', { subnet: 'second', metadata });
    const both = launch(lab.bench, 'both', {
      input: {
        networkInterfaces: [{ subnetwork: GCP_TUTORIAL.subnet }, { subnetwork: 'other' }],
        metadata: { items: [{ key: 'pod-cidr', value: workerPodCidr(8) }] },
      },
    });
    const pods = [lab.boot(0), lab.addPod(second, workerPodCidr(7)), lab.addPod(both, workerPodCidr(8))];
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('two families: each has its routes', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    backend.createSubnet({ name: 'dual', network, region, range: '10.241.0.0/24', ipv6Range: 'fd20:1::/64' });
    backend.createFirewall('inside-6', network, { allowed: [{ IPProtocol: '58' }], sourceRanges: ['fd00:10::/48'] });
    const [first, second] = [1, 2].map((i) => {
      const ranges = [workerPodCidr(i), `fd00:10:0:${i}::/64`];
      const metadata = { 'pod-cidr': ranges.join() };
      return lab.addPod(launch(lab.bench, `dual-${i}`, { subnet: 'dual', ipv6: `fd20:1::${i}`, metadata }), ...ranges);
    });
    if (first === undefined || second === undefined) throw new Error('there are two');
    await lab.bench.deliver();
    const throughEach = () => Promise.all(second.addresses.map((address) => lab.vpc.ping(first, address)));
    expect(await throughEach()).toEqual([true, true]);
    const route = backend.routesOf(network).find(({ destRange }) => destRange === 'fd00:10:0:2::/64');
    backend.deleteRoute(route?.path.split('/').at(-1) ?? '');
    expect(await throughEach()).toEqual([true, false]);
    await resync(lab);
    expect(await throughEach()).toEqual([true, true]);
  });

  it('nodes that ask for a range have pods that talk, in the range that they are told', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    const paths = [0, 1, 2].map((i) => launch(lab.bench, `asks-${i}`, { metadata: { 'pod-cidr': 'auto' } }));
    await lab.bench.deliver();
    const told = (path: string) =>
      backend.instance(path).metadata.items.find(({ key }) => key === 'pod-cidr')?.value ?? '';
    const pods = paths.map((path) => lab.addPod(path, told(path)));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('an appliance and its routes go on working, inside the range of the pods and outside', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    const appliance = launch(lab.bench, 'appliance', { ip: '10.240.0.99' });
    const ranges = ['10.200.50.0/24', '10.99.0.0/16'];
    for (const [i, destRange] of ranges.entries()) {
      backend.addRoute({ name: `appliance-${i}`, network, destRange, nextHopIp: '10.240.0.99' });
    }
    backend.createFirewall('appliance', network, { allowed: [{ IPProtocol: 'icmp' }], sourceRanges: ['10.99.0.0/16'] });
    const pods = [lab.boot(0), ...ranges.map((range) => lab.addPod(appliance, range))];
    await lab.bench.deliver();
    await resync(lab);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('of two routes the one of the lower priority wins, and one with tags is for who has one', async () => {
    await using lab = await startGcpLab();
    const { backend } = lab.bench.gce;
    const pods = [lab.boot(0), lab.boot(1)];
    await lab.bench.deliver();
    const [pathOf, destRange] = [workerRouteName(1), workerPodCidr(1)];
    expect(lab.bench.routes()).toHaveProperty(pathOf);
    const wrong = { network, destRange, nextHopIp: '10.240.0.20' };
    backend.addRoute({ name: 'later', ...wrong, priority: 2000 });
    backend.addRoute({ name: 'others', ...wrong, priority: 10, tags: ['nobody'] });
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(2));
    backend.addRoute({ name: 'workers', ...wrong, priority: 10, tags: ['worker'] });
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
  });
});
