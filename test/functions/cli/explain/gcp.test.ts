import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL, workerAddress, workerPodCidr, workerRouteName } from '../../../../infra/local/gcp.ts';
import { type GcpDoctorFixture, startGcpDoctorFixture } from '../doctor/support/fixtures.ts';
import { endOf, followAdvice, runExplain } from './support/run-explain.ts';

const { network } = GCP_TUTORIAL;

type Break = (fixture: GcpDoctorFixture) => void;

const BROKEN: readonly [what: string, kind: string, finding: string | undefined, Break][] = [
  ['a route is missing', 'route', 'route-missing', ({ gce }) => gce.backend.deleteRoute(workerRouteName(1))],
  ['the way back is missing', 'route', 'route-missing', ({ gce }) => gce.backend.deleteRoute(workerRouteName(0))],
  ['the node is stopped', 'target', 'node-stopped', ({ gce }) => gce.backend.stop('worker-1')],
  [
    'the firewall lets nothing in',
    'filter',
    undefined,
    ({ gce }) => {
      for (const rule of ['internal', 'external']) gce.backend.deleteFirewall(`${network}-allow-${rule}`);
    },
  ],
  [
    'the firewall denies',
    'filter',
    undefined,
    ({ gce }) =>
      gce.backend.createFirewall('deny', network, {
        denied: [{ IPProtocol: 'all' }],
        sourceRanges: [workerPodCidr(0)],
        priority: 100,
      }),
  ],
];

describe('explain on GCP', () => {
  it.each(BROKEN)('%s: tells where, and what mends it', async (_, kind, finding, breakIt) => {
    const fixture = await startGcpDoctorFixture();
    breakIt(fixture);
    const broken = await runExplain(fixture, '10.200.0.5', 'worker-1');
    expect(broken).toMatchObject({ code: 1, verdict: 'broken' });
    expect(endOf(broken)).toEqual({ kind, finding });
    await followAdvice(fixture, broken);
    fixture.gce.settle();
    expect(await runExplain(fixture, '10.200.0.5', 'worker-1')).toMatchObject({ code: 0, verdict: 'through' });
  });

  it('a route of a lower priority leads elsewhere, for those with its tag', async () => {
    const fixture = await startGcpDoctorFixture();
    const wrong = { network, destRange: workerPodCidr(1), nextHopIp: workerAddress(2), priority: 10 };
    fixture.gce.backend.addRoute({ name: 'others', ...wrong, tags: ['nobody'] });
    expect(await runExplain(fixture, 'worker-0', 'worker-1')).toMatchObject({ verdict: 'through' });
    fixture.gce.backend.addRoute({ name: 'workers', ...wrong, tags: ['worker'] });
    const { code, paths } = await runExplain(fixture, 'worker-0', 'worker-1');
    expect(code).toBe(1);
    const wins = `route workers (${workerPodCidr(1)} -> ${workerAddress(2)}, priority 10) wins for ${workerPodCidr(1)}`;
    const what = paths[0]?.hops[paths[0].culprit ?? 0]?.what ?? '';
    expect(what.replaceAll(/ \(\d+\)/g, '')).toBe(
      `${wins}, but leads to worker-2: it is held by route workers, which podroutes did not make`,
    );
    expect(paths[0]?.hops[paths[0].culprit ?? 0]?.kind).toBe('route');
  });

  it('without compute.networks.getEffectiveFirewalls, that is not known', async () => {
    const fixture = await startGcpDoctorFixture();
    fixture.gce.faults.failAlways('networks.getEffectiveFirewalls', { code: 'forbidden' });
    const { code, verdict, paths } = await runExplain(fixture, 'worker-0', 'worker-1');
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'unknown' });
    const unknown = paths.flatMap(({ hops }) => hops).filter(({ status }) => status === 'unknown');
    for (const { what } of unknown) expect(what).toContain('grant compute.networks.getEffectiveFirewalls');
    expect(unknown).toHaveLength(2);
  });
});
