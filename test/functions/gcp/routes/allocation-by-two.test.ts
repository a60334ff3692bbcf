import { expect, it } from 'vitest';
import { deployGcp } from '../../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { captureLog } from '../../../support/testbed/log.ts';

const NODES = 100;

it('100 nodes on GCP that ask for a range, two functions at once: 100 ranges, none told to two and no node told two', async () => {
  const clock = new VirtualClock();
  await using bench = await startGcpTestbed({ clock, routeQuota: 500, operationSteps: 0 });
  const other = await deployGcp(bench.gce, { log: captureLog('gcp').log, clock, debounce: 20 });
  const { backend, calls } = bench.gce;
  const names = Array.from({ length: NODES }, (_, i) => `group-${i}`);
  for (const [i, name] of names.entries()) {
    const { zone, subnet } = GCP_TUTORIAL;
    const metadata = { 'pod-cidr': 'auto' };
    backend.createInstance({ name, zone, subnet, ip: `10.240.0.${20 + i}`, metadata, canIpForward: true });
  }
  await Promise.all([bench.eventarc.drainAll(bench.url), other.eventarc.drainAll(other.url)]);
  await other.close();
  const rangeOf = (name: string) => backend.instance(name).metadata.items.find(({ key }) => key === 'pod-cidr')?.value;
  const told = names.map((name) => `${rangeOf(name)} -> ${backend.instance(name).nics[0]?.ip}`);
  const routed = backend.routesOf(GCP_TUTORIAL.network).filter(({ destRange }) => destRange.startsWith('10.200.'));
  // All ranges are of one size: those that differ do not overlap.
  expect(new Set(names.map(rangeOf)).size).toBe(NODES);
  expect(told.toSorted()).toEqual(
    routed.map(({ destRange, nextHop }) => `${destRange} -> ${nextHop.value}`).toSorted(),
  );
  const tellings = calls.all.filter(({ action, error }) => action === 'instances.setMetadata' && error === undefined);
  expect(tellings).toHaveLength(NODES);
});
