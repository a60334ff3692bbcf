import { describe, expect, it } from 'vitest';
import { bootWorker, GCP_TUTORIAL, workerPodCidr, workerRouteName } from '../../../../infra/local/gcp.ts';
import { alternateRouteName } from '../../../../shared/gcp/routes/route-name.ts';
import { cidr } from '../../../support/builders/network.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const RESYNC = { action: 'resync' };
const { network, project, region } = GCP_TUTORIAL;
const RANGE = workerPodCidr(0);
const NAME = workerRouteName(0);
const NODE = '10.240.0.20';

const secondName = (range: string) =>
  alternateRouteName(cidr(range), { networkProject: project, network, cluster: { name: network, cidrs: [] } });
const SECOND = secondName(RANGE);

const ownershipMarker = (instance: string, cluster: string = network) =>
  `podroutes cluster=${cluster} node=x instance=${instance}`;

const writes = ({ gce }: GcpTestbed) =>
  gce.calls.all.map(({ action }) => action).filter((action) => /^routes\.(insert|delete)$/.test(action));

async function withWorker(): Promise<GcpTestbed> {
  const bench = await startGcpTestbed();
  bootWorker(bench.gce.backend, 0);
  bench.eventarc.takeAll();
  return bench;
}

type RouteSpec = Parameters<GcpTestbed['gce']['backend']['addRoute']>[0];

function addRoute({ gce }: GcpTestbed, spec: Partial<RouteSpec> & { readonly name: string }): void {
  gce.backend.addRoute({ network, destRange: RANGE, ...spec });
}

function addOtherNetwork({ gce: { backend } }: GcpTestbed): void {
  backend.createNetwork('other');
  backend.createSubnet({
    name: 'other',
    network: 'other',
    region,
    range: '10.240.0.0/24',
    ipv6Range: 'fd20:0:0:9::/64',
  });
}

describe('a route of somebody else', () => {
  it.each([
    ['by its address', () => ({ name: 'tf-right', nextHopIp: NODE })],
    [
      'by its instance',
      (bench: GcpTestbed) => ({
        name: 'kubernetes-1b4f',
        nextHopInstance: bench.gce.backend.instance('worker-0').path,
        description: 'k8s-node-route',
      }),
    ],
    ['of another cluster of ours', () => ({ name: NAME, nextHopIp: NODE, description: ownershipMarker('1', 'old') })],
    ['at another priority', () => ({ name: 'tf-right', nextHopIp: NODE, priority: 900 })],
  ])('to the node that claims its range, %s, is right: kept, and no conflict', async (_, spec) => {
    await using bench = await withWorker();
    addRoute(bench, spec(bench));
    const report = await bench.invokeManually(RESYNC);
    expect(report).toMatchObject({ changes: [], conflicts: [], summary: { unchanged: 1, conflicts: 0 } });
    expect(writes(bench)).toEqual([]);
    expect(bench.lines.filter(({ severity }) => severity !== 'INFO' && severity !== 'DEBUG')).toEqual([]);
  });

  it.each([
    ['elsewhere', { nextHopIp: '10.240.0.99' }],
    ['to it for some instances only', { nextHopIp: NODE, tags: ['some'] }],
    ['to a gateway', { nextHopGateway: 'default-internet-gateway' }],
  ])('%s is a conflict', async (_, hop) => {
    await using bench = await withWorker();
    addRoute(bench, { name: 'tf-wrong', ...hop });
    expect((await bench.invokeManually(RESYNC)).conflicts).toMatchObject([{ destination: RANGE }]);
    expect(writes(bench)).toEqual([]);
  });

  it('beside ours: both stay', async () => {
    await using bench = await withWorker();
    await bench.invokeManually(RESYNC);
    addRoute(bench, { name: 'a-right', nextHopIp: NODE });
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], conflicts: [] });
    expect(bench.routes()).toEqual({ [NAME]: NODE, 'a-right': NODE });
  });

  it('to the node by an instance of that name in another project is a conflict', async () => {
    await using bench = await withWorker();
    addRoute(bench, { name: 'tf-wrong', nextHopInstance: bench.gce.backend.instance('worker-0').path });
    bench.gce.backend.deleteInstance('worker-0');
    bench.gce.backend.createInstance({
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      name: 'other',
      ip: NODE,
      canIpForward: true,
      metadata: { 'pod-cidr': RANGE },
    });
    bench.eventarc.takeAll();
    expect((await bench.invokeManually(RESYNC)).conflicts).toMatchObject([{ destination: RANGE }]);
  });
});

describe('two networks of one project with one pod CIDR', () => {
  it('both get their routes, which are kept, repaired and deleted under the second name', async () => {
    await using bench = await withWorker();
    const { backend } = bench.gce;
    addOtherNetwork(bench);
    const theirs = { network: 'other', nextHopIp: NODE, description: ownershipMarker('1', 'other') };
    addRoute(bench, { name: NAME, ...theirs });
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ conflicts: [], summary: { created: 1, failed: 0 } });
    expect(bench.routes()).toEqual({ [SECOND]: NODE });
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], summary: { unchanged: 1 } });

    backend.deleteRoute(SECOND);
    addRoute(bench, {
      name: SECOND,
      nextHopIp: '10.240.0.99',
      description: ownershipMarker(backend.instance('worker-0').id),
    });
    bench.gce.calls.reset();
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(writes(bench)).toEqual(['routes.delete', 'routes.insert']);
    expect(bench.routes()).toEqual({ [SECOND]: NODE });

    backend.deleteInstance('worker-0');
    bench.eventarc.takeAll();
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ deleted: 1 });
    expect(bench.routes()).toEqual({});
    expect(backend.routesOf('other').some(({ path }) => path.endsWith(NAME))).toBe(true);
  });

  it('a replacement whose name was taken meanwhile gets the second', async () => {
    await using bench = await withWorker();
    addOtherNetwork(bench);
    addRoute(bench, { name: NAME, network: 'other', nextHopIp: NODE });
    const description = ownershipMarker(bench.gce.backend.instance('worker-0').id);
    addRoute(bench, { name: 'a-route', nextHopIp: '10.240.0.99', description });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ replaced: 1, failed: 0 });
    expect(bench.routes()).toEqual({ [SECOND]: NODE });
  });

  it('IPv6 routes too', async () => {
    await using bench = await startGcpTestbed();
    const { backend } = bench.gce;
    addOtherNetwork(bench);
    backend.createSubnet({ name: 'six', network, region, range: '10.241.0.0/24', ipv6Range: 'fd20:0:0:1::/64' });
    const at = { zone: GCP_TUTORIAL.zone, subnet: 'six', ip: '10.241.0.5', ipv6: 'fd20:0:0:1::5' };
    backend.createInstance({ ...at, name: 'w', canIpForward: true, metadata: { 'pod-cidr': 'fd00:10::/64' } });
    const name = 'kubernetes-route-fd00-10---64';
    backend.addRoute({ name, network: 'other', destRange: 'fd00:10::/64', nextHopIp: 'fd20:0:0:9::5' });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ created: 1, failed: 0 });
    expect(bench.routes()).toEqual({ [secondName('fd00:10::/64')]: 'fd20:0:0:1::5' });
  });

  it('ours under the second name, unseen by the listing: found by it, and not made twice', async () => {
    await using bench = await withWorker();
    addOtherNetwork(bench);
    addRoute(bench, { name: NAME, network: 'other', nextHopIp: NODE });
    await bench.invokeManually(RESYNC);
    bench.gce.staleReads('routes.list', 1);
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ conflicts: [], summary: { failed: 0 } });
    expect(bench.routes()).toEqual({ [SECOND]: NODE });
  });
});

describe('a name that somebody else uses in our network', () => {
  it('for another range: the route is made under the second name', async () => {
    await using bench = await withWorker();
    addRoute(bench, { name: NAME, destRange: '10.200.77.0/24', nextHopIp: '10.240.0.99' });
    expect((await bench.invokeManually(RESYNC)).summary).toMatchObject({ created: 1, failed: 0 });
    expect(bench.routes()).toEqual({ [NAME]: '10.240.0.99', [SECOND]: NODE });
  });

  it('for the same range to elsewhere, unseen by the listing: a conflict, and nothing is made beside it', async () => {
    await using bench = await withWorker();
    addRoute(bench, { name: NAME, nextHopIp: '10.240.0.99', tags: ['some'] });
    bench.gce.staleReads('routes.list', 1);
    expect((await bench.invokeManually(RESYNC)).conflicts).toMatchObject([{ destination: RANGE }]);
    expect(bench.routes()).toEqual({ [NAME]: '10.240.0.99' });
  });
});
