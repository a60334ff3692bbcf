import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

/** Boots an instance with a metadata key or without, and delivers that. */
async function boot(bench: GcpTestbed, name: string, value?: string): Promise<void> {
  const { zone, subnet } = GCP_TUTORIAL;
  const metadata = value === undefined ? {} : { 'pod-cidr': value };
  bench.gce.backend.createInstance({ name, zone, subnet, metadata, canIpForward: true });
  await bench.deliver();
}

const valueOf = ({ gce }: GcpTestbed, name: string) =>
  gce.backend.instance(name).metadata.items.find(({ key }) => key === 'pod-cidr')?.value ?? '';

/** The ranges that lead to an instance. */
function rangesOf({ gce }: GcpTestbed, name: string): string[] {
  const address = gce.backend.instance(name).nics[0]?.ip;
  const routes = gce.backend.routesOf(GCP_TUTORIAL.network);
  return routes.filter(({ nextHop }) => nextHop.value === address).map(({ destRange }) => destRange);
}

describe('the metadata key pod-cidr of a running instance', () => {
  it('gives it a route with the event, and another one when it is changed', async () => {
    await using bench = await startGcpTestbed();
    await boot(bench, 'late');
    for (const range of ['10.200.50.0/24', '10.200.51.0/24']) {
      bench.gce.backend.setMetadata('late', { 'pod-cidr': range });
      await bench.deliver();
      expect(rangesOf(bench, 'late')).toEqual([range]);
    }
  });

  it('may ask for a range', async () => {
    await using bench = await startGcpTestbed();
    await boot(bench, 'late');
    bench.gce.backend.setMetadata('late', { 'pod-cidr': 'auto' });
    await bench.deliver();
    expect(rangesOf(bench, 'late')).toEqual([valueOf(bench, 'late')]);
  });
});

describe('the entries of what the function told a node itself', () => {
  it('cost one look and no write', async () => {
    await using bench = await startGcpTestbed();
    await boot(bench, 'group-a', 'auto');
    expect(rangesOf(bench, 'group-a')).toEqual([valueOf(bench, 'group-a')]);
    bench.gce.calls.reset();
    // The beginning and the end of one operation.
    expect(bench.eventarc.length).toBe(2);
    await bench.deliver();
    expect(bench.gce.calls.all.map(({ action }) => action).toSorted()).toEqual([
      'instances.aggregatedList',
      'routes.list',
    ]);
    expect(bench.eventarc.length).toBe(0);
  });
});

describe('a node that asks for a range, without the right to tell it', () => {
  it('has its range reserved, is named with permission and variable, and is told once that is granted', async () => {
    await using bench = await startGcpTestbed();
    bench.gce.faults.failAlways('instances.setMetadata', { code: 'forbidden', status: 403 });
    await boot(bench, 'group-a', 'auto');
    expect(valueOf(bench, 'group-a')).toBe('auto');
    const reserved = rangesOf(bench, 'group-a');
    expect(reserved).toHaveLength(1);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({
        severity: 'ERROR',
        error: expect.stringMatching(/compute\.instances\.setMetadata.*iam\.serviceAccounts\.actAs.*allocate = true/),
      }),
    );
    bench.gce.faults.stopFailing('instances.setMetadata');
    await bench.invokeManually({ action: 'resync' });
    expect([valueOf(bench, 'group-a')]).toEqual(reserved);
    expect(rangesOf(bench, 'group-a')).toEqual(reserved);
  });
});
