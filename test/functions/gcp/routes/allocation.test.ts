import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
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

  it('is left to the cluster that has given it a route', async () => {
    await using bench = await startGcpTestbed();
    boot(bench, 'group-a');
    const [nic] = bench.gce.backend.instance('group-a').nics;
    bench.gce.backend.addRoute({
      name: 'kubernetes-route-10-90-0-0-24',
      network: GCP_TUTORIAL.network,
      destRange: '10.90.0.0/24',
      nextHopIp: nic?.ip ?? '',
      description: formatRouteDescription('other', { id: '1', name: 'group-a' }),
    });
    await bench.deliver();
    expect(metadataOf(bench, 'group-a')['pod-cidr']).toBe('auto');
    expect(bench.routes()).toEqual({});
  });
});
