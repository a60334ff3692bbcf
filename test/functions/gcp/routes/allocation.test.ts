import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { formatRouteDescription } from '../../../../shared/gcp/routes/route-description.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

/** Boots an instance whose template asks for a range. */
function boot({ gce }: GcpTestbed, name: string, metadata: Record<string, string> = {}): void {
  const { zone, subnet } = GCP_TUTORIAL;
  gce.backend.createInstance({ name, zone, subnet, metadata: { 'pod-cidr': 'auto', ...metadata }, canIpForward: true });
}

function metadataOf({ gce }: GcpTestbed, name: string): Record<string, string> {
  return Object.fromEntries(gce.backend.instance(name).metadata.items.map(({ key, value }) => [key, value]));
}

/** The range that a node was told, if exactly that has a route to its address. */
function rangeOf(bench: GcpTestbed, name: string): string | undefined {
  const address = bench.gce.backend.instance(name).nics[0]?.ip;
  const routed = bench.gce.backend
    .routesOf(GCP_TUTORIAL.network)
    .filter(({ nextHop, destRange }) => nextHop.value === address && destRange.startsWith('10.200.'));
  const told = metadataOf(bench, name)['pod-cidr'];
  return routed.length === 1 && routed[0]?.destRange === told ? told : undefined;
}

describe('a node on GCP that asks for a range', () => {
  it('is told one in its metadata and routed', async () => {
    await using bench = await startGcpTestbed();
    const names = ['group-a', 'group-b', 'group-c'];
    for (const name of names) boot(bench, name, { 'startup-script': 'echo secret' });
    await bench.deliver();
    const ranges = names.map((name) => rangeOf(bench, name));
    expect(ranges.every((range) => /^10\.200\.\d{1,3}\.0\/24$/.test(range ?? ''))).toBe(true);
    expect(new Set(ranges).size).toBe(3);
    // Nobody else's key is lost.
    expect(names.map((name) => metadataOf(bench, name)['startup-script'])).toEqual(names.map(() => 'echo secret'));
    expect(JSON.stringify(bench.lines)).not.toContain('secret');
  });

  it('reads the metadata again when somebody has changed it between the read and the write', async () => {
    await using bench = await startGcpTestbed();
    boot(bench, 'group-a', { 'ssh-keys': 'somebody' });
    bench.gce.faults.failNext('instances.setMetadata', { code: 'conditionNotMet', status: 412 });
    await bench.deliver();
    expect(bench.gce.calls.count('instances.get')).toBe(2);
    expect(rangeOf(bench, 'group-a')).toBeDefined();
    expect(metadataOf(bench, 'group-a')['ssh-keys']).toBe('somebody');
  });

  it('keeps its range when it stops and starts', async () => {
    await using bench = await startGcpTestbed();
    boot(bench, 'group-a');
    await bench.deliver();
    const range = rangeOf(bench, 'group-a');
    expect(range).toBeDefined();
    bench.gce.backend.stop('group-a');
    bench.gce.backend.start('group-a');
    await bench.deliver();
    expect(rangeOf(bench, 'group-a')).toBe(range);
  });

  it('waits when no range is free, and gets the one of a node that is deleted, with that', async () => {
    await using bench = await startGcpTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    boot(bench, 'group-a');
    boot(bench, 'group-b');
    await bench.deliver();
    boot(bench, 'group-c');
    await bench.deliver();
    expect(metadataOf(bench, 'group-c')['pod-cidr']).toBe('auto');
    const range = rangeOf(bench, 'group-a');
    expect(range).toBeDefined();
    bench.gce.backend.deleteInstance('group-a');
    await bench.deliver();
    expect(rangeOf(bench, 'group-c')).toBe(range);
    expect(rangeOf(bench, 'group-b')).toBeDefined();
  });

  it('that replaces another is not given its range at once', async () => {
    const clock = new VirtualClock();
    await using bench = await startGcpTestbed({ clock, settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    boot(bench, 'group-a');
    boot(bench, 'group-b');
    await bench.deliver();
    const range = rangeOf(bench, 'group-a');
    expect(range).toBeDefined();
    const at = new Map<string, number>();
    const record = bench.gce.calls.record.bind(bench.gce.calls);
    bench.gce.calls.record = (call) => {
      if (call.error === undefined) at.set(call.action, clock.now());
      record(call);
    };
    bench.gce.backend.deleteInstance('group-a');
    boot(bench, 'group-c');
    await bench.deliver();
    expect(rangeOf(bench, 'group-c')).toBe(range);
    expect((at.get('routes.insert') ?? 0) - (at.get('routes.delete') ?? Infinity)).toBeGreaterThanOrEqual(15_000);
  });

  it('in a cluster of both families with a /20 gets a /24 and a /64 of its own, until there is no /24 left', async () => {
    await using bench = await startGcpTestbed({
      routeQuota: 100,
      settings: { CLUSTER_CIDR: '10.200.0.0/20,fd00:10::/48' },
    });
    const { network, region, zone } = GCP_TUTORIAL;
    const { backend } = bench.gce;
    backend.createSubnet({ name: 'both', network, region, range: '10.241.0.0/24', ipv6Range: 'fd20:0:0:1::/64' });
    const names = Array.from({ length: 17 }, (_, i) => `group-${i}`);
    for (const [i, name] of names.entries()) {
      const addresses = { ip: `10.241.0.${10 + i}`, ipv6: `fd20:0:0:1::${10 + i}` };
      const metadata = { 'pod-cidr': 'auto' };
      backend.createInstance({ name, zone, subnet: 'both', ...addresses, metadata, canIpForward: true });
    }
    await bench.deliver();
    const told = names.map((name) => metadataOf(bench, name)['pod-cidr'] ?? '').filter((value) => value !== 'auto');
    expect(told).toHaveLength(16);
    expect(told).toEqual(
      told.map(() => expect.stringMatching(/^10\.200\.(?:\d|1[0-5])\.0\/24 fd00:10:0:[0-9a-f]+::\/64$/)),
    );
    const ranges = told.flatMap((value) => value.split(' '));
    expect(new Set(ranges).size).toBe(32);
    const routed = backend.routesOf(network).map(({ destRange }) => destRange);
    expect(routed).toEqual(expect.arrayContaining(ranges));
  });

  it('is told nothing without the right to, keeps its reservation, and is told once that is granted', async () => {
    await using bench = await startGcpTestbed();
    bench.gce.faults.failAlways('instances.setMetadata', { code: 'forbidden', status: 403 });
    boot(bench, 'group-a');
    await bench.deliver();
    expect(metadataOf(bench, 'group-a')['pod-cidr']).toBe('auto');
    const reserved = bench.gce.backend
      .routesOf(GCP_TUTORIAL.network)
      .find(({ path }) => path.includes('kubernetes-route-'));
    expect(reserved?.destRange).toMatch(/^10\.200\./);
    expect(JSON.stringify(bench.lines)).toMatch(/compute\.instances\.setMetadata.*allocate = true/);
    bench.gce.faults.stopFailing('instances.setMetadata');
    await bench.invokeManually({ action: 'resync' });
    expect(rangeOf(bench, 'group-a')).toBe(reserved?.destRange);
  });

  it('is given nothing that another states, refused or not, or that a route of somebody else leads to', async () => {
    await using bench = await startGcpTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/22' } });
    boot(bench, 'stated', { 'pod-cidr': '10.200.0.0/24' });
    // Refused, for it holds the other's: a doubt about all of it.
    boot(bench, 'refused', { 'pod-cidr': '10.200.0.0/23' });
    bench.gce.backend.addRoute({
      name: 'vpn',
      network: GCP_TUTORIAL.network,
      destRange: '10.200.2.128/25',
      nextHopIp: '10.240.0.200',
    });
    boot(bench, 'group-a');
    boot(bench, 'group-b');
    await bench.deliver();
    const told = ['group-a', 'group-b'].map((name) => metadataOf(bench, name)['pod-cidr']);
    expect(new Set(told)).toEqual(new Set(['10.200.3.0/24', 'auto']));
  });

  it('keeps what it was told when another node states the same', async () => {
    await using bench = await startGcpTestbed();
    boot(bench, 'group-a');
    await bench.deliver();
    const range = rangeOf(bench, 'group-a') ?? '';
    boot(bench, 'copied', { 'pod-cidr': range });
    await bench.deliver();
    expect(rangeOf(bench, 'group-a')).toBe(range);
    expect(rangeOf(bench, 'copied')).toBeUndefined();
  });

  it('gets a range of the second cluster CIDR when the first is full', async () => {
    await using bench = await startGcpTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23,10.200.8.0/23' } });
    const names = ['group-a', 'group-b', 'group-c', 'group-d'];
    for (const name of names) boot(bench, name);
    await bench.deliver();
    const ranges = names.map((name) => rangeOf(bench, name));
    expect(new Set(ranges)).toEqual(new Set(['10.200.0.0/24', '10.200.1.0/24', '10.200.8.0/24', '10.200.9.0/24']));
  });

  it.each([
    ['is left to the cluster that has given it a route', 'group-a', false],
    ['is not left to a cluster whose route was made for another instance at its address', 'before', true],
  ])('%s', async (_, madeFor, isTold) => {
    await using bench = await startGcpTestbed();
    boot(bench, 'group-a');
    boot(bench, 'before', { 'pod-cidr': '10.200.9.0/24' });
    const { id } = bench.gce.backend.instance(madeFor);
    const [nic] = bench.gce.backend.instance('group-a').nics;
    bench.gce.backend.addRoute({
      name: 'kubernetes-route-10-90-0-0-24',
      network: GCP_TUTORIAL.network,
      destRange: '10.90.0.0/24',
      nextHopIp: nic?.ip ?? '',
      description: formatRouteDescription('other', { id, name: madeFor }),
    });
    await bench.deliver();
    expect(metadataOf(bench, 'group-a')['pod-cidr'] !== 'auto').toBe(isTold);
    expect(rangeOf(bench, 'group-a') !== undefined).toBe(isTold);
    expect(Object.keys(bench.routes())).toHaveLength(isTold ? 2 : 1);
  });
});
