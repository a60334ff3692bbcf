import { describe, expect, it } from 'vitest';
import { bootWorker, GCP_TUTORIAL, workerRouteName } from '../../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';

const ROUTE = workerRouteName(0);
const SUCCESSOR = '10.240.0.99';

function bootSuccessor({ gce }: GcpTestbed, range = '10.200.0.0/24'): void {
  const { zone, subnet } = GCP_TUTORIAL;
  const metadata = { 'pod-cidr': range };
  gce.backend.createInstance({ name: 'successor', zone, subnet, ip: SUCCESSOR, metadata, canIpForward: true });
}

/** A holder with its route, and a node that claims the same range; then others come and go. */
async function contested(bench: GcpTestbed): Promise<void> {
  bootWorker(bench.gce.backend, 0);
  await bench.deliver();
  bootSuccessor(bench);
  await bench.deliver();
  expect(bench.routes()[ROUTE]).toBe('10.240.0.20');
  for (const i of [1, 2]) {
    bootWorker(bench.gce.backend, i);
    await bench.deliver();
  }
  bench.gce.backend.deleteInstance('worker-1');
  await bench.deliver();
}

describe('a successor on GCP', () => {
  it('gets the range with its holder’s end, whatever came between', async () => {
    await using bench = await startGcpTestbed();
    await contested(bench);
    bench.gce.backend.deleteInstance('worker-0');
    await bench.deliver();
    expect(bench.routes()).toEqual({ [ROUTE]: SUCCESSOR, [workerRouteName(2)]: '10.240.0.22' });
  });

  it('gets a range that overlapped the holder’s', async () => {
    await using bench = await startGcpTestbed();
    bootWorker(bench.gce.backend, 0);
    await bench.deliver();
    bootSuccessor(bench, '10.200.0.0/23');
    await bench.deliver();
    bootWorker(bench.gce.backend, 2);
    await bench.deliver();
    bench.gce.backend.deleteInstance('worker-0');
    await bench.deliver();
    expect(Object.values(bench.routes()).toSorted()).toEqual(['10.240.0.22', SUCCESSOR]);
  });

  it('gets it when the holder states another range while it is stopped', async () => {
    await using bench = await startGcpTestbed();
    await contested(bench);
    const { backend } = bench.gce;
    const holder = backend.instance('worker-0');
    backend.stop(holder);
    bench.gce.settle();
    backend.setMetadata(holder, { 'pod-cidr': '10.200.7.0/24' });
    backend.start(holder);
    bench.gce.settle();
    await bench.deliver();
    // The holder runs: where that can be, the new route was made before the old one went, under another name.
    const { [workerRouteName(7)]: ofHolder, [workerRouteName(2)]: ofOther, ...others } = bench.routes();
    expect([ofHolder, ofOther]).toEqual(['10.240.0.20', '10.240.0.22']);
    expect(Object.values(others)).toEqual([SUCCESSOR]);
  });

  it('that ends first changes nothing', async () => {
    await using bench = await startGcpTestbed();
    await contested(bench);
    bench.gce.backend.deleteInstance('successor');
    await bench.deliver();
    expect(bench.routes()[ROUTE]).toBe('10.240.0.20');
  });
});
