import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import { assertFinished } from '../../../../shared/reconcile/report/unfinished.ts';
import type { ReconcileRequest } from '../../../../shared/reconcile/request.ts';
import { FakeCloud } from '../../../support/builders/fake-cloud.ts';
import { nextHopTo, node, POLICY, route } from '../../../support/builders/network.ts';

const CLUSTER = { name: 'c', cidrs: POLICY.clusterCidrs };
const rangeOf = (i: number) => `10.200.${i >> 2}.${(i & 3) * 64}/26`;
const PERMANENT_ERROR = new CloudError('quota-exceeded', 'RouteLimitExceeded', 'the table is full');

/** `count` nodes without routes, in a cloud that makes sixteen in a second. */
function fleet(count: number, more: Parameters<typeof node>[1] = {}) {
  const clock = new VirtualClock(0);
  const cloud = new FakeCloud(clock, 2000);
  const nodes = Array.from({ length: count }, (_, i) =>
    node(`i-${i}`, { claims: [rangeOf(i)], launchedAt: i, ...more }),
  );
  cloud.instances = nodes;
  const run = (request: ReconcileRequest = {}) => reconcile(cloud, CLUSTER, request, clock);
  return { clock, cloud, nodes, run };
}

const withPostponedClaim = (each: Instance): Instance => ({ ...each, claim: { kind: 'postponed' } });

describe('a long plan', () => {
  it('is decided anew every fifteen seconds', async () => {
    const { clock, cloud, run } = fleet(800);
    const report = await run();
    expect(report.summary).toMatchObject({ created: 800, unchanged: 0, failed: 0 });
    expect(clock.now()).toBe(50_000);
    expect(cloud.observeOptions).toHaveLength(4);
    expect(new Set(cloud.writtenDestinations).size).toBe(800);
  });

  it('makes no route to a node that ended meanwhile', async () => {
    const { clock, cloud, nodes, run } = fleet(800);
    void clock.sleep(20_000).then(() => {
      cloud.instances = nodes.filter(({ id }) => cloud.routes.has(rangeOf(Number(id.slice(2)))));
    });
    const report = await run();
    // Sixteen a second until the next look, which comes after 32 s at the latest.
    expect(report.summary.created).toBeLessThanOrEqual(16 * 32);
    expect(report.summary.created).toBeGreaterThan(16 * 15);
  });

  it('leaves to another function what that has done', async () => {
    const { clock, cloud, nodes } = fleet(800);
    const run = () => reconcile(cloud, CLUSTER, {}, clock);
    const first = run();
    await clock.sleep(1);
    await Promise.all([first, run()]);
    expect(cloud.routes.size).toBe(nodes.length);
    // In step they would write nearly everything twice; only what the last looks of both had left is.
    expect(cloud.writtenDestinations.length).toBeLessThan(1200);
  });

  it('tries no place twice, whatever comes of it', async () => {
    const { cloud, run } = fleet(800);
    for (let i = 0; i < 800; i += 2) cloud.writeErrors.set(rangeOf(i), PERMANENT_ERROR);
    const report = await run();
    expect(report.summary).toMatchObject({ created: 400, failed: 400 });
    expect(cloud.writtenDestinations).toHaveLength(800);
  });

  it('that cannot be looked at again ends with what it did, to be called again', async () => {
    const { cloud, run } = fleet(800);
    cloud.observations.push({}, new CloudError('transient', 'Unavailable', 'no answer'));
    const report = await run();
    expect(report.interrupted).toBe('could not look again: no answer');
    const done = report.changes.filter(({ status }) => status === 'done').length;
    expect(done).toBe(cloud.writtenDestinations.length);
    expect(report.changes).toHaveLength(800);
    expect(() => assertFinished(report)).toThrow(expect.objectContaining({ retryable: true }));
  });

  it('that would delete most routes by the time it looks again stops', async () => {
    const { clock, cloud, run } = fleet(800);
    void clock.sleep(14_000).then(() => {
      cloud.instances = [];
      for (const [range, each] of cloud.routes) cloud.routes.set(range, { ...each, state: 'blackhole' });
    });
    const report = await run();
    expect(report.stopped).toMatch(/would delete/);
    expect(report.interrupted).toBeUndefined();
    expect(report.summary.deleted).toBe(0);
    expect(report.summary.created).toBe(cloud.routes.size);
  });

  it('is shown once, as the first look has it', async () => {
    const { run } = fleet(800);
    const shown: number[] = [];
    let ended = 0;
    await run({
      progress: { onPlanned: ({ changes }) => void shown.push(changes.length), onChangeEnd: () => (ended += 1) },
    });
    expect(shown).toEqual([800]);
    expect(ended).toBe(800);
  });
});

describe('claims that there was no time to read', () => {
  it('hold nothing up but deletions: what is known is written while the rest is read', async () => {
    const { cloud, nodes, run } = fleet(4);
    const stale = route('10.200.9.0/24', nextHopTo('i-gone'), { state: 'blackhole' });
    cloud.routes.set(stale.destination, stale);
    const half = nodes.map((each, i) => (i < 2 ? each : withPostponedClaim(each)));
    cloud.observations.push({ coverage: 'partial', instances: half, gaps: ['unread'] });
    const report = await run({ claimReadTimeout: 500 });
    expect(cloud.observeOptions.map(({ claimReadTimeout }) => claimReadTimeout)).toEqual([500, 500]);
    expect(cloud.writtenDestinations.slice(0, 2).toSorted()).toEqual([rangeOf(0), rangeOf(1)]);
    expect(report.summary).toMatchObject({ created: 4, deleted: 1 });
    expect(report).not.toHaveProperty('partial');
    expect(report).not.toHaveProperty('postponed');
  });

  it('are waited for when there is nothing to write meanwhile', async () => {
    const { cloud, nodes, run } = fleet(2);
    cloud.observations.push({ coverage: 'partial', instances: nodes.map(withPostponedClaim), gaps: ['unread'] });
    await run({ claimReadTimeout: 500 });
    expect(cloud.observeOptions.map(({ claimReadTimeout }) => claimReadTimeout)).toEqual([500, undefined]);
  });

  it('are read before anything is said by a plan', async () => {
    const { cloud, run } = fleet(2);
    await run({ claimReadTimeout: 500, dryRun: true });
    expect(cloud.observeOptions.map(({ claimReadTimeout }) => claimReadTimeout)).toEqual([undefined]);
  });

  it('are postponed when the time is over, and no failure', async () => {
    const { cloud, nodes, run } = fleet(3);
    const some = nodes.map((each, i) => (i < 1 ? each : withPostponedClaim(each)));
    cloud.observations.push({ coverage: 'partial', instances: some, gaps: ['unread'] });
    const stop = new AbortController();
    const progress = { onChangeEnd: () => stop.abort() };
    const report = await run({ claimReadTimeout: 500, signal: stop.signal, progress });
    expect(report).toMatchObject({
      interrupted: 'stopped with no time for 2 nodes',
      postponed: ['i-1', 'i-2'],
      errors: [],
      skipped: [],
      summary: { created: 1, failed: 0 },
    });
    expect(() => assertFinished(report)).toThrow(expect.objectContaining({ retryable: true }));
  });
});

describe('an end that is told while there is no time to read all', () => {
  it('is left undone, and named', async () => {
    const { cloud, nodes, run } = fleet(2);
    const ended = node('i-ended', { state: 'deleted' });
    const stale = route('10.200.9.0/24', nextHopTo(ended.id), { state: 'blackhole' });
    cloud.routes.set(stale.destination, stale);
    const [known, ...others] = nodes;
    const seen = [ended, ...(known === undefined ? [] : [known]), ...others.map(withPostponedClaim)];
    cloud.observations.push({ coverage: 'partial', instances: seen, gaps: ['unread'] });
    const stop = new AbortController();
    const progress = { onChangeEnd: () => stop.abort() };
    const hints = [{ instanceId: ended.id, state: 'deleted', at: 0 } as const];
    const report = await run({ claimReadTimeout: 500, signal: stop.signal, progress, hints });
    expect(report.changes).toContainEqual(
      expect.objectContaining({ action: 'delete', target: ended.id, status: 'planned' }),
    );
    expect(report.interrupted).toBe('stopped with 1 of 2 changes not begun and no time for 1 node');
  });
});

describe('forwarding', () => {
  it('goes on beside the routes, and in rounds as they do', async () => {
    const { clock, cloud, run } = fleet(400, { canIpForward: false });
    const report = await run();
    expect(new Set(cloud.forwardingEnabled).size).toBe(400);
    expect(cloud.forwardingEnabled).toHaveLength(400);
    expect(report.forwarding).toHaveLength(400);
    // Eight a second take 50 s; the routes, sixteen a second, are done in the first 26 of them.
    expect(clock.now()).toBe(50_000);
  });

  it('that there is no time for is postponed', async () => {
    const { clock, run } = fleet(80, { canIpForward: false });
    const report = await run({ signal: clock.timeout(5000) });
    expect(report.postponed?.length).toBe(80 - report.forwarding.length);
    expect(report.interrupted).toMatch(/no time for \d+ nodes/);
  });
});

describe('a run that is over', () => {
  it('sends nothing that waits for its turn', async () => {
    const { clock, cloud, run } = fleet(120);
    const report = await run({ signal: clock.timeout(3000) });
    expect(cloud.writtenDestinations).toHaveLength(32);
    expect(report.interrupted).toBe('stopped with 88 of 120 changes not begun');
    expect(clock.now()).toBe(3000);
  });
});
